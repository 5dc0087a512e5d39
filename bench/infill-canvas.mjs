/**
 * Canvases of a grammar (the general tier) filled with the tokens of texts: what a commit and the masks that change after it cost.
 *
 *   node bench/infill-canvas.mjs --tokenizer FOLDER [--texts ../shared/data/cpp/humanevalx_cpp.jsonl] [--field final]
 *        [--grammar grammars/cpp.lark] [--size 64] [--order random|block|biased] [--seed 7] [--files 10] [--from 0] [--seconds 300]
 *        [--decodes N] [--verbose] [--dist FOLDER]
 *
 * `--tokenizer` is a folder with tokenizer.json and tokenizer_config.json. A canvas is the last `size` tokens of a text (behind its
 * beginning as a prefix), or all of them and end tokens; where `size` is more than 64, texts after each other. Times (clock.mjs) are in
 * milliseconds, tables and the blank canvas apart. A position that is put off is not tried again.
 * `--decodes N` instead fills N blank canvases by a model that gives random scores, and counts dead ends. It needs no texts, so that
 * `--grammar` can be any grammar, `grammars/smiles.gbnf` for example.
 *
 * Traps: times still grow by half and more where others use the same caches; the first canvas pays for the compiler of JavaScript.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Tokenizer } from '@huggingface/tokenizers'
import { between, now } from './clock.mjs'
import { generator } from './gcc.mjs'
import { readJsonLines } from './json-lines.mjs'

const { values: options } = parseArgs({
  options: {
    tokenizer: { type: 'string' },
    texts: { type: 'string', default: '../shared/data/cpp/humanevalx_cpp.jsonl' },
    field: { type: 'string', default: 'final' },
    grammar: { type: 'string', default: 'grammars/cpp.lark' },
    size: { type: 'string', default: '64' },
    order: { type: 'string', default: 'random' },
    seed: { type: 'string', default: '7' },
    files: { type: 'string', default: '10' },
    from: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '300' },
    decodes: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    dist: { type: 'string', default: 'dist' },
  },
})
if (!options.tokenizer) throw new Error('--tokenizer FOLDER is needed')

const core = await import(pathToFileURL(resolve(options.dist, 'core.js')).href)
const json = JSON.parse(readFileSync(join(options.tokenizer, 'tokenizer.json'), 'utf8'))
const config = JSON.parse(readFileSync(join(options.tokenizer, 'tokenizer_config.json'), 'utf8'))
const vocabulary = core.readVocabulary(json, { tokenizerConfig: config })
const tokenizer = new Tokenizer(json, config)
const parse = options.grammar.endsWith('.gbnf') ? core.parseGBNF : core.parseLark
const constraint = core.compileGrammar(parse(readFileSync(options.grammar, 'utf8')))
const texts = readJsonLines(options.texts).map((one) => one[options.field])
const size = Number(options.size)
const random = generator(Number(options.seed))
const end = vocabulary.endIds[0]

const kept = () => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
const before = kept()
let started = now()
core.createCanvas(constraint, vocabulary, 2)
const made = between(started, now())
// True with --expose-gc.
console.log(`tables: ${made.toFixed(0)} ms, ${((kept() - before) / 1e6).toFixed(0)} MB`)
if (options.decodes) decode(Number(options.decodes))
else measure()

function measure() {
  const commits = []
  const masks = []
  const totals = []
  const changes = []
  const blank = []
  const entered = []
  const deciles = Array.from({ length: 10 }, () => ({ steps: 0, commit: 0, masks: 0, exact: 0 }))
  let done = 0
  let masked = 0
  const putOff = []
  let invalid = 0
  const begun = Date.now()
  for (let k = Number(options.from); done < Number(options.files); k++) {
    if (Date.now() - begun > 1000 * Number(options.seconds)) break
    const { prefix, gold } = canvasOf(k)
    started = now()
    const canvas = core.createCanvas(constraint, vocabulary, size, { prefix })
    for (const i of canvas.changed()) canvas.mask(i)
    blank.push(between(started, now()))
    let steps = 0
    let first = 1
    for (const i of orderOf(size)) {
      started = now()
      if (!canvas.allows(i, gold[i])) masked++
      const outcome = canvas.commit(i, gold[i])
      const committed = now()
      const changed = canvas.changed().filter((j) => canvas.at(j) < 0)
      for (const j of changed) canvas.mask(j)
      const ended = now()
      if (outcome !== 'committed')
        putOff.push(`text ${k} position ${i} (${outcome}) at fill ${(steps / size).toFixed(2)}`)
      commits.push(between(started, committed))
      masks.push(between(committed, ended))
      totals.push(between(started, ended))
      changes.push(changed.length)
      const decile = deciles[Math.floor((10 * steps) / size)]
      decile.steps++
      decile.commit += between(started, committed)
      decile.masks += between(committed, ended)
      if (canvas.exact) {
        decile.exact++
        first = Math.min(first, steps / size)
      }
      steps++
    }
    entered.push(first)
    if (!isWord(prefix, canvas.witness)) invalid++
    done++
    if (options.verbose) console.log(`text ${k}: ${summary(totals.slice(-steps))}`)
  }
  const places = `${done} canvases of ${size}, order ${options.order}, ${totals.length} steps`
  console.log(`${places}: gold masked ${masked}, put off ${putOff.length}, invalid finishes ${invalid}`)
  for (const line of putOff) console.log(`  put off: ${line}`)
  console.log(`blank canvas and its masks: ${summary(blank)}`)
  console.log(`commit and witness: ${summary(commits)}`)
  console.log(`changed masks:      ${summary(masks)} (${mean(changes).toFixed(1)} a step)`)
  console.log(`total:              ${summary(totals)}`)
  console.log(`exact from fill ${mean(entered).toFixed(2)}`)
  const row = ({ steps, commit, masks, exact }) =>
    steps === 0
      ? '-'
      : `${(commit / steps).toFixed(0)}+${(masks / steps).toFixed(0)} (${((100 * exact) / steps).toFixed(0)} %)`
  console.log(`by decile of fill, commit + masks (exact): ${deciles.map(row).join(', ')}`)
  console.log(`resident: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`)
}

/** Fills blank canvases with tokens drawn evenly from the masks. */
function decode(count) {
  let finished = 0
  let invalid = 0
  let commits = 0
  let rejected = 0
  let putOff = 0
  const times = []
  const steps = []
  for (let k = 0; k < count; k++) {
    started = now()
    const canvas = core.createCanvas(constraint, vocabulary, size)
    const open = new Set(Array.from({ length: size }, (_, i) => i))
    // Each round tries a token at every open position; what the witness has is taken where a draw fails thrice.
    for (const i of orderOf(size)) {
      for (let draw = 0; open.has(i); draw++) {
        const token = draw < 3 ? drawn(canvas.mask(i)) : canvas.witness[i]
        const begun = now()
        const outcome = canvas.commit(i, token)
        for (const j of canvas.changed()) if (canvas.at(j) < 0) canvas.mask(j)
        steps.push(between(begun, now()))
        commits++
        if (outcome === 'committed') open.delete(i)
        else if (outcome === 'impossible') rejected++
        else putOff++
        if (draw > 3) break
      }
    }
    times.push(between(started, now()))
    if (open.size === 0) finished++
    if (!isWord('', canvas.witness)) invalid++
  }
  console.log(
    `${count} decodes of ${size} with random scores: ${finished} finished, ${count - finished} dead ends, ${invalid} invalid`,
  )
  console.log(`${commits} commits tried, ${rejected} rejected as impossible, ${putOff} put off`)
  console.log(`a commit and all masks that changed: ${summary(steps)}`)
  console.log(`a decode: ${summary(times)}`)
  console.log(`resident: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`)
}

function drawn(mask) {
  let count = 0
  let chosen = -1
  for (let w = 0; w < mask.length; w++) {
    for (let bits = mask[w]; bits !== 0; bits &= bits - 1) {
      if (random() * ++count < 1) chosen = 32 * w + 31 - Math.clz32(bits & -bits)
    }
  }
  return chosen
}

function canvasOf(k) {
  let text = texts[k % texts.length]
  for (let n = 1; n < size / 128; n++) {
    const other = texts[(k + 37 * n) % texts.length]
    text += `\n${other.replace(/^#include.*$/gm, '').replace(/using namespace.*/g, '')}`
  }
  const ids = tokenizer.encode(text, { add_special_tokens: false }).ids
  const cut = Math.max(0, ids.length - size)
  const gold = [...ids.slice(cut), ...Array.from({ length: Math.max(0, size - ids.length) }, () => end)]
  return { prefix: cut > 0 ? tokenizer.decode(ids.slice(0, cut)) : '', gold }
}

function orderOf(n) {
  const positions = Array.from({ length: n }, (_, i) => i)
  const key = {
    random: () => random(),
    block: (i) => Math.floor(i / 32) + random(),
    biased: (i) => i + 12 * random(),
  }[options.order]
  return positions
    .map((i) => ({ i, key: key(i) }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i)
}

function isWord(prefix, tokens) {
  let state = core.run(constraint, constraint.start, new TextEncoder().encode(prefix))
  for (const token of tokens) state = core.run(constraint, state, vocabulary.bytes(token))
  return constraint.canEnd(state)
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1)
  return `mean ${mean(values).toFixed(1)}, p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms`
}
