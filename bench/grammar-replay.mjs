/**
 * One engine on one grammar, in a process of its own: a forked child gets the task as a message and sends back the times of its
 * masks by position, one list per replay. See README.md for what is measured and why so.
 */
import { readFileSync } from 'node:fs'

process.once('message', async (task) => {
  let message
  try {
    message = await (task.engine === 'espalier' ? espalier(task) : webXgrammar(task))
  } catch (error) {
    // An exception from WebAssembly is a bare number.
    const text = typeof error === 'number' ? 'an exception without a message' : String(error?.message ?? error)
    message = { note: `refused: ${text.split('\n')[0].slice(0, 160)}` }
  }
  process.send(message, () => process.exit(0))
})
process.send({ ready: true })

/**
 * Rounds on fresh grammars: one text after another without tables made ahead (cold), then with them (prepared), then again (warm).
 */
async function espalier({ tokenizerPath, endIds, format, source, texts, replays, tables }) {
  const { parseGBNF, parseLark, compileGrammar, createMatcher, prepareMasks, readVocabulary } = await import(
    '../dist/core.js'
  )
  const vocabulary = readVocabulary(JSON.parse(readFileSync(tokenizerPath, 'utf8')), { endIds })
  const compile = () => compileGrammar((format === 'lark' ? parseLark : parseGBNF)(source))
  const read = (grammar) => {
    const masks = []
    const accepts = []
    let rejected = 0
    for (const ids of texts) {
      const matcher = createMatcher(grammar, vocabulary)
      for (const id of ids) {
        let start = performance.now()
        matcher.mask()
        masks.push((performance.now() - start) * 1000)
        start = performance.now()
        const allowed = matcher.accept(id)
        accepts.push((performance.now() - start) * 1000)
        if (allowed) continue
        rejected++
        break
      }
    }
    return { masks, accepts, rejected }
  }
  const compiles = []
  const prepares = []
  const cold = []
  const prepared = []
  const warm = []
  let bytes = 0
  let rejected = 0
  for (let i = 0; i < replays; i++) {
    const start = performance.now()
    let grammar = compile()
    createMatcher(grammar, vocabulary).mask()
    compiles.push(performance.now() - start)
    cold.push(read(grammar))
    if (tables) {
      grammar = compile()
      const made = prepareMasks(grammar, vocabulary)
      prepares.push(made)
      bytes = made.bytes
      prepared.push(read(grammar))
    }
    warm.push(read(grammar))
    rejected = warm[0].rejected
  }
  return {
    compileMs: median(compiles),
    prepareMs: tables ? median(prepares.map((made) => made.ms)) : undefined,
    tables: prepares[0]?.tables,
    bytes,
    cold: cold.map((r) => r.masks),
    prepared: prepared.map((r) => r.masks),
    masks: warm.map((r) => r.masks),
    accepts: (tables ? prepared : cold).map((r) => r.accepts),
    texts: texts.length,
    rejected,
    rss: process.memoryUsage().rss,
  }
}

async function webXgrammar({ tokenizerPath, endIds, format, source, texts, replays, budget }) {
  const { prepare } = await import('./adapters/web-xgrammar.mjs')
  const begun = performance.now()
  const tokenizerJson = JSON.parse(readFileSync(tokenizerPath, 'utf8'))
  const compiler = await prepare({ tokenizerJson, endIds })
  const start = performance.now()
  const grammar = format === 'json' ? await compiler.compileJson() : await compiler.compileGrammar(source)
  ;(await grammar.matcher()).mask()
  const compileMs = performance.now() - start
  const masks = []
  const accepts = []
  const rejected = new Set()
  let count = texts.length
  for (let replay = 0; replay < replays; replay++) {
    const times = []
    const accepted = []
    let done = 0
    for (; done < count && performance.now() - begun < budget * 1000; done++) {
      const matcher = await grammar.matcher()
      for (const id of texts[done]) {
        let from = performance.now()
        matcher.mask()
        times.push((performance.now() - from) * 1000)
        from = performance.now()
        const allowed = matcher.accept(id)
        accepted.push((performance.now() - from) * 1000)
        if (allowed) continue
        rejected.add(done)
        break
      }
      matcher.dispose()
    }
    // What does not fit the time is left out of all replays.
    const all = done === count
    if (!all && replay > 0) break
    masks.push(times)
    accepts.push(accepted)
    count = done
    if (!all) break
  }
  return { compileMs, masks, accepts, texts: count, rejected: rejected.size, rss: process.memoryUsage().rss }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}
