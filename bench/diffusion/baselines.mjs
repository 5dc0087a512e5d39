/**
 * What others do at one step of a diffusion decode, to compare with: the same confidences, the same number of commits per step, other ways to
 * heed the constraint.
 *
 *   unconstrained     the most probable token of every position
 *   independent       the most probable token that the masks at the beginning of the step allow, not looked at again
 *   unbounded gaps    one token at a time, taken if the text with gaps of any length can still be completed, else banned
 */

/** Log-probability free: the logits' row of a position, and its best token among those allowed, with its renormalised probability. */
function best(row, size, allowed) {
  let token = -1
  for (let t = 0; t < size; t++) {
    if (allowed(t) && row[t] > Number.NEGATIVE_INFINITY && (token < 0 || row[t] > row[token])) token = t
  }
  if (token < 0) return undefined
  let total = 0
  for (let t = 0; t < size; t++) if (allowed(t)) total += Math.exp(row[t] - row[token])
  return { token, confidence: 1 / total }
}

async function predictions({ engine, promptIds, tokens }, allowed) {
  const text = Int32Array.from([...promptIds, ...tokens.map((token) => (token < 0 ? engine.maskId : token))])
  const logits = await engine.logits(text, promptIds.length, text.length)
  const width = logits.length / tokens.length
  const { size } = engine.vocabulary
  return tokens.flatMap((token, position) => {
    if (token >= 0) return []
    const row = logits.subarray(position * width, position * width + size)
    const found = best(row, size, (t) => allowed(position, t))
    return found ? [{ position, row, ...found }] : [{ position, row, token: -1, confidence: -1 }]
  })
}

const bySureness = (a, b) => b.confidence - a.confidence || a.position - b.position

/** @returns {Promise<{ tokens: number[], completed: boolean, modelCalls: number }>} */
export async function unconstrained({ engine, promptIds = [], size, perStep, banned = () => false }) {
  const tokens = new Array(size).fill(-1)
  let modelCalls = 0
  while (tokens.includes(-1)) {
    const all = await predictions({ engine, promptIds, tokens }, (_, t) => !banned(t))
    modelCalls++
    for (const { position, token } of all.sort(bySureness).slice(0, perStep)) tokens[position] = token
  }
  return { tokens, completed: true, modelCalls }
}

/** `completed` is false if tokens that were allowed one by one do not go together. */
export async function independent({ engine, promptIds = [], canvas, perStep }) {
  const tokens = Array.from({ length: canvas.size }, (_, i) => canvas.at(i))
  let modelCalls = 0
  while (tokens.includes(-1)) {
    const masks = tokens.map((token, i) => (token < 0 ? canvas.mask(i).slice() : undefined))
    const all = await predictions(
      { engine, promptIds, tokens },
      (position, t) => ((masks[position][t >>> 5] >>> (t & 31)) & 1) === 1,
    )
    modelCalls++
    for (const { position, token } of all.sort(bySureness).slice(0, perStep)) {
      if (token < 0 || canvas.commit(position, token) !== 'committed') return { tokens, completed: false, modelCalls }
      tokens[position] = token
    }
  }
  return { tokens, completed: true, modelCalls }
}

/**
 * Reject and resample, as published for context-free languages: `completable(tokens)` says whether the text can be completed when
 * every run of open positions may become any text of any length. A position whose tokens were refused `tries` times in a step ends it.
 */
export async function unboundedGaps({ engine, promptIds = [], size, perStep, completable, tries = 100 }) {
  const tokens = new Array(size).fill(-1)
  let modelCalls = 0
  let checks = 0
  while (tokens.includes(-1)) {
    const banned = new Set()
    const { size: width } = engine.vocabulary
    const all = await predictions({ engine, promptIds, tokens }, () => true)
    modelCalls++
    let committed = 0
    for (let n = 0; n < tries && committed < perStep && all.length > 0; n++) {
      const [one] = all.sort(bySureness)
      if (one.token < 0) break
      tokens[one.position] = one.token
      checks++
      if (completable(tokens)) {
        committed++
        all.shift()
        continue
      }
      tokens[one.position] = -1
      banned.add(one.position * width + one.token)
      const next = best(one.row, width, (t) => !banned.has(one.position * width + t))
      Object.assign(one, next ?? { token: -1, confidence: -1 })
    }
    if (committed === 0) return { tokens, completed: false, modelCalls, checks }
  }
  return { tokens, completed: true, modelCalls, checks }
}
