import type { Decode } from './decode.js'

/**
 * Uniform-state models: a block begins with random tokens. Each step projects the model's predictions to a full filling and writes it
 * over the whole block, so from the first step on the text is valid; it stays once a step changes nothing, or after `rewrites` steps.
 */
export async function rewriteBlocks(decode: Decode): Promise<void> {
  const { state, options } = decode
  const { rewrites, temperature } = options
  const noise = randomTokens(decode)
  while (!decode.done) {
    const { block } = state
    const open = state.open(block.from, block.to)
    for (let n = 0; n < rewrites; n++) {
      decode.checkSteps()
      const range = decode.range
      const plan = decode.plan(await decode.ask(withNoise(decode, noise), range))
      const filling = plan.filling!
      const changed = open.filter((position) => noise[position] !== filling[position])
      for (const position of open) noise[position] = filling[position]!
      decode.step++
      if (n === rewrites - 1 || (changed.length === 0 && temperature === 0)) {
        const committed = decode.commitFilling(filling, open, (position) => plan.look(position).probability)
        decode.report(decode.step - 1, block, committed, [])
        decode.settle()
        break
      }
      decode.report(decode.step - 1, block, [], [])
    }
  }
}

/** Tokens that have text, each as likely. */
function randomTokens(decode: Decode): Int32Array {
  const { vocabulary, canvas } = decode.state
  const tokens: number[] = []
  for (let id = 0; id < vocabulary.size; id++) if (vocabulary.bytes(id).length > 0) tokens.push(id)
  return Int32Array.from({ length: canvas.size }, () => tokens[Math.floor(decode.random.next() * tokens.length)]!)
}

function withNoise(decode: Decode, noise: Int32Array): Int32Array {
  const { state, options } = decode
  const text = state.text()
  const offset = options.promptIds.length
  for (let i = 0; i < state.visible; i++) if (state.isOpen(i)) text[offset + i] = noise[i]!
  return text
}
