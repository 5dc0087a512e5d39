/**
 * One engine on one shape, in a process of its own: a forked child gets the task as a message and sends
 * back its figures. See README.md for what is measured and why so.
 */
import { readFileSync } from 'node:fs'

process.once('message', async (task) => {
  try {
    process.send({ result: await measure(task) }, () => process.exit(0))
  } catch (error) {
    process.send(
      {
        error: String(error?.message ?? error)
          .split('\n')[0]
          .slice(0, 200),
      },
      () => process.exit(0),
    )
  }
})
process.send({ ready: true })

async function measure({ adapter, tokenizerPath, endIds, schema, ids, whitespace, warmUp, replays }) {
  const engine = await import(adapter)
  const tokenizerJson = JSON.parse(readFileSync(tokenizerPath, 'utf8'))

  let start = performance.now()
  const prepared = await engine.prepare({ tokenizerJson, endIds })
  const prepareMs = performance.now() - start

  const warm = await prepared.compile(warmUp.schema, whitespace)
  for (let i = 0; i < 20; i++) {
    const grammar = engine.freshCompiles > 1 ? await prepared.compile(warmUp.schema, whitespace) : warm
    await replay(grammar, warmUp.ids)
    await replay(grammar, warmUp.ids)
  }

  const compiles = []
  const cold = []
  let grammar
  const fresh = Math.max(1, Math.min(engine.freshCompiles, replays))
  for (let i = 0; i < fresh; i++) {
    grammar?.dispose()
    start = performance.now()
    grammar = await prepared.compile(schema, whitespace)
    ;(await grammar.matcher()).mask()
    compiles.push(performance.now() - start)
    cold.push(await replay(grammar, ids))
  }
  if (fresh === 1) for (let i = 1; i < replays; i++) cold.push(await replay(grammar, ids))
  const used = []
  for (let i = 0; i < replays; i++) used.push(await replay(grammar, ids))
  return {
    prepareMs,
    compileMs: median(compiles),
    firstCompileMs: compiles[0],
    cold: summary(cold),
    warm: summary(used),
    allowed: await allowed(grammar, ids),
  }
}

/** Microseconds of the mask before each token, and of the one after the last. */
async function replay(grammar, ids) {
  const matcher = await grammar.matcher()
  const times = []
  for (const id of [...ids, -1]) {
    const start = performance.now()
    matcher.mask()
    times.push((performance.now() - start) * 1000)
    if (id >= 0 && !matcher.accept(id)) throw new Error(`rejects token ${id}, number ${times.length} of ${ids.length}`)
  }
  matcher.dispose?.()
  return times
}

/** Number of allowed tokens at each position: shows where engines disagree about the language. */
async function allowed(grammar, ids) {
  const matcher = await grammar.matcher()
  const counts = []
  for (const id of [...ids, -1]) {
    const words = matcher.bits ? await matcher.bits() : matcher.mask()
    let count = 0
    for (let word of words) for (; word !== 0; word &= word - 1) count++
    counts.push(count)
    if (id >= 0) matcher.accept(id)
  }
  matcher.dispose?.()
  return counts
}

/** Mean, median and 99th percentile over positions, each position standing for its median over replays. */
function summary(runs) {
  const positions = runs[0].map((_, i) => median(runs.map((run) => run[i])))
  const sorted = [...positions].sort((a, b) => a - b)
  return {
    mean: positions.reduce((sum, x) => sum + x, 0) / positions.length,
    p50: sorted[Math.floor(sorted.length / 2)],
    p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))],
    max: sorted.at(-1),
    positions,
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
