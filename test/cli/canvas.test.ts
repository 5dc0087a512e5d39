import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fillAtRandom, fillOrders } from '../../src/cli/random-fill.js'
import { compileGrammar } from '../../src/grammar/index.js'
import { createCanvas } from '../../src/infill/index.js'
import { builtInGrammar } from '../../src/sdk/grammars.js'
import { byteVocabulary } from '../../src/vocab/index.js'
import { buildWorker } from '../engine/build-worker.js'
import { embeddedDiffusion } from '../engine/real-models.js'
import { Random } from '../grammar/chance.js'
import { type CliInput, cli } from './run-cli.js'

const person = fileURLToPath(new URL('../../schemas/person.json', import.meta.url))

const run = (argv: string[], input: CliInput = {}) => cli(['canvas', ...argv], input)

describe('a canvas that is filled at random', () => {
  it.each(fillOrders)('holds a word in the end, in the order %s', async (order) => {
    const language = compileGrammar(await builtInGrammar('arithmetic'))
    const vocabulary = byteVocabulary()
    for (let seed = 1; seed <= 5; seed++) {
      const random = new Random(seed)
      const canvas = createCanvas(language, vocabulary, 5)
      const positions = [...fillAtRandom(canvas, vocabulary, order, () => random.below(1000) / 1000)]
      expect([...positions].sort()).toEqual([0, 1, 2, 3, 4])
      if (order === 'left') expect(positions).toEqual([0, 1, 2, 3, 4])
      let state = language.start
      for (let i = 0; i < 5; i++) if (canvas.at(i) !== 256) state = language.step(state, canvas.at(i))
      expect(language.canEnd(state)).toBe(true)
    }
  })
})

describe('espalier canvas', () => {
  const random = ['--language', 'arithmetic', '--random', '--model', 'bytes', '--size', '6', '--seed', '3']

  it('shows how many tokens are allowed at each open position, and the text in the end', async () => {
    const found = await run([...random, '--watch'])
    expect(found.status, found.err).toBe(0)
    const frames = found.err.split(/^(?=step )/m)
    expect(frames).toHaveLength(7)
    expect(frames[0]).toMatch(/^step 0: 0 of 6 decided\n {2}(‹\d+›){6}\n$/)
    expect(frames[5]).toMatch(/^step 5: 5 of 6 decided\n/)
    expect(frames[5]!.match(/‹[1-9]\d*›/g)).toHaveLength(1)
    expect(frames[6]).toMatch(/random · 6 steps · seed 3\n$/)
    expect(frames[6]).not.toContain('‹')
    expect(found.out.length).toBeGreaterThan(1)
    expect((await run(random)).out).toBe(found.out)
    expect((await run(random)).err).not.toContain('step 0')
  })

  it('draws over the picture before on a terminal', async () => {
    const { err } = await run([...random, '--watch'], { interactive: true })
    // The cursor goes up by two lines, and all below is cleared.
    expect(err.split('\x1b[2A\x1b[J')).toHaveLength(7)
  })

  it('prints one object a step with --json', async () => {
    const lines = (await run([...random, '--watch', '--json'])).out.trimEnd().split('\n')
    const steps = lines.map((line) => JSON.parse(line))
    expect(steps).toHaveLength(8)
    expect(steps[0].allowed).toHaveLength(6)
    for (const [i, step] of steps.slice(1, 7).entries()) {
      expect(step.step).toBe(i + 1)
      expect(step.allowed.filter((count: number | null) => count === null)).toHaveLength(i + 1)
      expect(step.committed.every((position: number) => step.tokens[position] >= 0)).toBe(true)
    }
    expect(steps[7]).toMatchObject({ model: 'random', seed: 3, steps: 6 })
    expect((await run([...random, '--json'])).out).toBe(`${lines[7]}\n`)
  })

  it.runIf(embeddedDiffusion.there)('is filled by the embedded diffusion model', async () => {
    await buildWorker()
    const found = await run(['--schema', person, '--size', '28', '--watch', '--seed', '1'])
    expect(found.status, found.err).toBe(0)
    expect(Object.keys(JSON.parse(found.out))).toEqual(['name', 'age', 'city'])
    expect(found.err).toContain('step 0: 0 of 28 decided')
    expect(found.err).toContain('28 of 28 decided')
    const json = JSON.parse((await run(['--schema', person, '--size', '28', '--seed', '1', '--json'])).out)
    expect(`${json.text}\n`).toBe(found.out)
  })

  it('fills a canvas with any JSON', async () => {
    const found = await run(['--language', 'json', '--random', '--model', 'bytes', '--size', '12', '--seed', '5'])
    expect(found.status, found.err).toBe(0)
    expect(() => JSON.parse(found.out)).not.toThrow()
  })

  it('refuses what cannot be', async () => {
    expect((await run(['--regex', 'a{9}', '--random', '--model', 'bytes', '--size', '4'])).status).toBe(4)
    expect((await run(['--regex', 'a', '--order', 'left'])).err).toContain('--order is for --random')
    expect((await run(['--regex', 'a', '--random', '--block', '4'])).err).toContain('--block is for a model')
    expect((await run(['--random'])).err).toContain('canvas needs one language')
    expect((await run([...random, '--size', '-1'])).status).toBe(64)
  })
})
