import { describe, expect, it } from 'vitest'
import type { Prediction, Scheduler, SchedulerStep } from '../../../src/decode/diffusion/index.js'
import {
  adaBlock,
  bacd,
  ete,
  fixed,
  freeDave,
  localLeap,
  r2,
  tccf,
  threshold,
} from '../../../src/decode/diffusion/schedulers/index.js'

/**
 * A step in short: by position a confidence, '#' for what is decided, '!' for what was forced. Positions from `to` on are
 * behind the block.
 */
function step(
  positions: readonly (number | '#' | '!')[],
  more: Partial<Omit<SchedulerStep, 'block'>> & {
    to?: number
    index?: number
    tokens?: readonly number[]
    entropies?: readonly number[]
  } = {},
): SchedulerStep {
  const { to = positions.length, index = 0, tokens, entropies, ...rest } = more
  const open = positions.flatMap((one, i) => (typeof one === 'number' ? [i] : []))
  const look = (position: number): Prediction => {
    const confidence = positions[position] as number
    const token = tokens?.[position] ?? position
    const entropy = entropies?.[position] ?? 0
    return { position, token, best: token, confidence, probability: confidence, entropy, mass: 1 }
  }
  return {
    step: 0,
    stepInBlock: 0,
    block: { from: 0, to, index },
    visible: positions.length,
    open: open.filter((i) => i < to),
    beyond: open.filter((i) => i >= to),
    forced: [],
    isDecided: (i) => typeof positions[i] !== 'number',
    isForced: (i) => positions[i] === '!',
    look,
    maskKey: () => 0,
    endsPart: () => false,
    inFreeText: false,
    ...rest,
  }
}

function selected(scheduler: Scheduler, ...steps: SchedulerStep[]): number[] {
  const selector = scheduler.begin()
  return [...steps.map((one) => selector.select(one)).at(-1)!].sort((a, b) => a - b)
}

describe('fixed', () => {
  it('takes the k surest, the earlier of equal ones', () => {
    expect(selected(fixed({ perStep: 2 }), step([0.2, 0.7, '#', 0.5, 0.7]))).toEqual([1, 4])
    expect(selected(fixed(), step([0.2, 0.7, '#', 0.5, 0.7]))).toEqual([1])
    expect(selected(fixed({ perStep: 9 }), step([0.2, '#', 0.1]))).toEqual([0, 2])
  })

  it('spreads a block evenly over its steps', () => {
    const even = fixed({ stepsPerBlock: 3 })
    expect(selected(even, step([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]))).toEqual([4, 5, 6])
    expect(selected(even, step([0.1, 0.2, 0.3, 0.4, '#', '#', '#'], { stepInBlock: 1 }))).toEqual([2, 3])
    expect(selected(even, step([0.1, 0.2, '#', '#', '#', '#', '#'], { stepInBlock: 2 }))).toEqual([0, 1])
  })
})

describe('threshold', () => {
  it('takes all that are sure enough, from 0.9 on by default', () => {
    expect(selected(threshold(), step([0.9, 0.89, 0.95, '#']))).toEqual([0, 2])
    expect(selected(threshold({ threshold: 0.5 }), step([0.9, 0.49, 0.5, '#']))).toEqual([0, 2])
  })

  it('takes the surest if none is', () => {
    expect(selected(threshold(), step([0.1, 0.3, 0.2]))).toEqual([1])
  })
})

describe('localLeap', () => {
  it('takes less sure positions within the radius of an anchor', () => {
    const row = [0.8, 0.8, 0.8, 0.8, 0.8, 0.95, 0.7, 0.75, 0.8, 0.8, 0.8]
    expect(selected(localLeap(), step(row))).toEqual([1, 2, 3, 4, 5, 7, 8, 9])
    expect(selected(localLeap({ radius: 1 }), step(row))).toEqual([4, 5])
    expect(selected(localLeap({ radius: 0 }), step(row))).toEqual([5])
  })

  it('takes the surest where there is no anchor', () => {
    expect(selected(localLeap(), step([0.8, 0.85, 0.8]))).toEqual([1])
  })

  it('counts what was forced as an anchor', () => {
    const row = [0.8, '!', 0.8, 0.1, '#', 0.1, 0.1, 0.1, 0.8] as const
    expect(selected(localLeap({ radius: 2 }), step(row))).toEqual([0, 2])
    expect(selected(localLeap({ radius: 2, forcedAnchors: false }), step(row))).toEqual([0])
  })

  it('selects what threshold selects and more', () => {
    const row = [0.92, 0.76, 0.1, 0.3, 0.3, 0.3, 0.91]
    const all = selected(localLeap(), step(row))
    for (const position of selected(threshold(), step(row))) expect(all).toContain(position)
  })
})

describe('bacd', () => {
  it('begins with the surest, and then asks for the mean of what was committed in the block', () => {
    const first = step([0.8, 0.7, 0.65, 0.5])
    expect(selected(bacd(), first)).toEqual([0])
    // 0.8 was committed, so 0.8 is asked for; of 0.7 only the surest.
    expect(selected(bacd(), first, step(['#', 0.7, 0.65, 0.5]))).toEqual([1])
    // (0.8 + 0.7) / 2 = 0.75
    expect(selected(bacd(), first, step(['#', 0.7, 0.65, 0.5]), step(['#', '#', 0.76, 0.74]))).toEqual([2])
  })

  it('keeps within its bounds', () => {
    expect(selected(bacd(), step([0.99, 0.9, 0.89]))).toEqual([0, 1])
    expect(selected(bacd(), step([0.3, 0.2]), step(['#', 0.6, 0.59]))).toEqual([1])
  })

  it('forgets at the end of a block', () => {
    const steps = [step([0.9, 0.2]), step([0.7, 0.72, 0.6], { index: 1 })]
    expect(selected(bacd(), ...steps)).toEqual([1])
    expect(selected(bacd({ highest: 0.6 }), ...steps)).toEqual([0, 1, 2])
  })
})

describe('tccf', () => {
  it('has long blocks in free text and single positions else', () => {
    const selector = tccf().begin()
    expect(selector.blockLength!(step([0.1], { inFreeText: true }))).toBe(16)
    expect(selector.blockLength!(step([0.1], { inFreeText: false }))).toBe(1)
    expect(tccf({ think: 8, answer: 2 }).begin().blockLength!(step([0.1]))).toBe(2)
  })

  it('selects like bacd within a block, or like another scheduler', () => {
    expect(selected(tccf(), step([0.99, 0.9, 0.89]))).toEqual([0, 1])
    expect(selected(tccf({ scheduler: fixed() }), step([0.99, 0.9, 0.89]))).toEqual([0])
  })
})

describe('r2', () => {
  it('takes windows that are sure on average and have at most one decided position', () => {
    expect(selected(r2(), step([0.7, 0.85, 0.86, 0.1, 0.1, 0.1]))).toEqual([0, 1, 2])
    expect(selected(r2(), step([0.1, 0.1, '#', 0.85, 0.76, 0.1]))).toEqual([3, 4])
    expect(selected(r2(), step(['#', '#', 0.85, 0.1, 0.84]))).toEqual([2])
  })

  it('takes the surest of a run of equal predictions', () => {
    const tokens = [7, 7, 7, 1, 2, 3]
    expect(selected(r2(), step([0.5, 0.85, 0.6, 0.1, 0.1, 0.95], { tokens }))).toEqual([1, 5])
    expect(selected(r2(), step([0.5, 0.8, 0.6, 0.1, 0.1, 0.95], { tokens }))).toEqual([5])
  })

  it('takes what was predicted three times in a row and is sure at last', () => {
    const rows = [
      [0.2, 0.3, 0.1, 0.3, 0.95],
      [0.2, 0.3, 0.1, 0.3, 0.95],
      [0.8, 0.3, 0.1, 0.8, 0.95],
    ]
    const steps = rows.map((row, i) => step(row, { step: i }))
    expect(selected(r2(), ...steps)).toEqual([0, 3, 4])
    expect(selected(r2(), ...steps.slice(1))).toEqual([4])
  })

  it('begins to count anew when another token is best, another set is possible, or a step was left out', () => {
    const row = [0.8, 0.1, 0.1, 0.1, 0.95]
    const plain = [0, 1, 2].map((i) => step(row, { step: i }))
    expect(selected(r2(), ...plain)).toEqual([0, 4])
    expect(selected(r2(), plain[0]!, step(row, { step: 1, tokens: [9, 1, 2, 3, 4] }), plain[2]!)).toEqual([4])
    expect(selected(r2(), plain[0]!, plain[1]!, step(row, { step: 2, maskKey: () => 1 }))).toEqual([4])
    expect(selected(r2(), plain[0]!, plain[1]!, step(row, { step: 3 }))).toEqual([4])
  })
})

describe('adaBlock', () => {
  const ends =
    (...positions: number[]) =>
    (i: number) =>
      positions.includes(i)
  const length = (one: SchedulerStep, options = {}) => adaBlock({ lookahead: 1, ...options }).begin().blockLength!(one)

  it('ends the block with the surest predicted end of a part', () => {
    const row = [0.5, 0.4, 0.5, 0.6, 0.5, 0.99]
    expect(length(step(row, { endsPart: ends(1, 3) }))).toBe(4)
    expect(length(step(row, { endsPart: ends(1, 3) }), { delimiterThreshold: 0.7 })).toBe(6)
    expect(length(step(['#', 0.4, '#', 0.6, 0.5, 0.9], { endsPart: ends(2, 5) }))).toBe(3)
  })

  it('keeps the usual length without one', () => {
    expect(length(step([0.5, 0.4, 0.5], { endsPart: ends(), to: 2 }))).toBe(2)
    expect(length(step([0.5, 0.4, 0.2], { endsPart: ends(2), to: 2 }))).toBe(2)
  })

  it('looks ahead only so far', () => {
    const row = Array.from({ length: 16 }, () => 0.5)
    expect(length(step(row, { endsPart: ends(3, 9), to: 8 }), { lookahead: 0.25 })).toBe(4)
    expect(length(step(row, { endsPart: ends(9), to: 8 }), { lookahead: 0.25 })).toBe(8)
  })
})

describe('ete', () => {
  const entropies = [1, 5, 2, 9, 0]

  it('exploits sure positions, behind the block too', () => {
    expect(selected(ete(), step([0.95, 0.1, 0.2, 0.93, 0.5], { to: 2, entropies }))).toEqual([0, 3])
  })

  it('explores the most uncertain position if few are sure', () => {
    expect(selected(ete(), step([0.95, 0.1, 0.2, 0.3, 0.5], { entropies }))).toEqual([0, 3])
    expect(selected(ete({ explore: 2 }), step([0.95, 0.1, 0.2, 0.3, 0.5], { entropies }))).toEqual([0, 1, 3])
    expect(selected(ete({ least: 1 }), step([0.95, 0.1, 0.2, 0.3, 0.5], { entropies }))).toEqual([0])
  })

  it('takes the surest, too, if none is sure', () => {
    expect(selected(ete(), step([0.2, 0.1, 0.6, 0.3, 0.5], { entropies }))).toEqual([2, 3])
  })
})

describe('options of schedulers', () => {
  it.each([
    ['perstep', () => fixed({ perstep: 2 } as object)],
    ['thresold', () => threshold({ thresold: 0.5 } as object)],
    ['raduis', () => localLeap({ raduis: 2 } as object)],
    ['lower', () => bacd({ lower: 0.2 } as object)],
    ['thinking', () => tccf({ thinking: 3 } as object)],
    ['windows', () => r2({ windows: 3 } as object)],
    ['delimiters', () => adaBlock({ delimiters: [] } as object)],
    ['draft', () => freeDave({ draft: 3 } as object)],
    ['explor', () => ete({ explor: 3 } as object)],
  ])('unknown: %s', (name, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'unknown-option', option: name }))
  })

  it.each([
    ['perStep', () => fixed({ perStep: 0 })],
    ['stepsPerBlock', () => fixed({ perStep: 1, stepsPerBlock: 2 })],
    ['threshold', () => threshold({ threshold: 1.5 })],
    ['threshold', () => threshold({ threshold: Number.NaN })],
    ['relaxed', () => localLeap({ threshold: 0.5, relaxed: 0.6 })],
    ['radius', () => localLeap({ radius: -1 })],
    ['lowest', () => bacd({ lowest: 0.95 })],
    ['answer', () => tccf({ answer: 0 })],
    ['window', () => r2({ window: 0 })],
    ['lookahead', () => adaBlock({ lookahead: 2 })],
    ['drafts', () => freeDave({ drafts: 1.5 })],
    ['scheduler', () => freeDave({ scheduler: bacd() })],
    ['scheduler', () => freeDave({ scheduler: freeDave() })],
    ['explore', () => ete({ explore: 0 })],
  ])('out of range: %s', (name, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'option-range', option: name }))
  })
})
