import type { DiffusionEngine } from '../../../src/engine/diffusion-engine.js'
import type { World } from './worlds.js'

/**
 * The decoder with a fixed number of commits per step, written down as directly as can be: every step goes through all fillings.
 */
export async function referenceDecode(
  engine: DiffusionEngine,
  world: World,
  promptIds: readonly number[],
  perStep: number,
  gate = 0.05,
): Promise<{ tokens: number[]; calls: number }> {
  const { size, vocabulary } = world
  const tokens = new Array<number>(size).fill(-1)
  let calls = 0
  for (;;) {
    const fits = world.fillings.filter((filling) => tokens.every((token, i) => token < 0 || token === filling[i]))
    const possible = tokens.map((_, i) => [...new Set(fits.map((filling) => filling[i]!))])
    tokens.forEach((token, i) => {
      if (token < 0 && possible[i]!.length === 1) tokens[i] = possible[i]![0]!
    })
    const open = tokens.flatMap((token, i) => (token < 0 ? [i] : []))
    if (open.length === 0) return { tokens, calls }
    const text = Int32Array.from([...promptIds, ...tokens.map((token) => (token < 0 ? engine.maskId : token))])
    const logits = await engine.logits(text, promptIds.length, promptIds.length + size)
    calls++
    const logit = (i: number, token: number) => logits[i * vocabulary.size + token]!
    const sums = fits.map((filling) => open.reduce((sum, i) => sum + logit(i, filling[i]!), 0))
    const filling = fits[sums.indexOf(Math.max(...sums))]!
    const confidence = (i: number) => {
      const all = Array.from({ length: vocabulary.size }, (_, token) => Math.exp(logit(i, token)))
      const inside = possible[i]!.reduce((sum, token) => sum + all[token]!, 0)
      const total = all.reduce((sum, x) => sum + x, 0)
      return all[filling[i]!]! / (inside / total >= gate ? inside : total)
    }
    const ranked = open
      .map((i) => ({ i, sureness: confidence(i) }))
      .sort((a, b) => b.sureness - a.sureness || a.i - b.i)
    for (const { i } of ranked.slice(0, perStep)) tokens[i] = filling[i]!
  }
}
