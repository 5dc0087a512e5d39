/**
 * Canvases of a grammar (the general tier) filled with the tokens of texts: what a commit and the masks that change after it cost.
 *
 *   node bench/infill-canvas.mjs --tokenizer FOLDER [--texts ../shared/data/cpp/humanevalx_cpp.jsonl] [--field final]
 *        [--grammar grammars/cpp.lark] [--size 64] [--order random|block|biased] [--seed 7] [--files 10] [--from 0] [--seconds 300]
 *        [--decodes N] [--verbose] [--dist FOLDER]
 *
 * `--tokenizer` is a folder with tokenizer.json and tokenizer_config.json. A canvas is the last `size` tokens of a text (behind its
 * beginning as a prefix), or all of them and end tokens; where `size` is more than 64, two texts after each other. Times are
 * CPU time of the process in milliseconds, tables and the blank canvas apart. A position that is put off is not tried again.
 * `--decodes N` instead fills N blank canvases by a model that gives random scores, in random order, and counts dead ends.
 *
 * Traps: CPU time still grows by half and more where others use the same caches; the first canvas pays for the compiler of JavaScript.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Tokenizer } from '@huggingface/tokenizers'
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
const constraint = core.compileGrammar(core.parseLark(readFileSync(options.grammar, 'utf8')))
const texts = readJsonLines(options.texts).map((one) => one[options.field])
const size = Number(options.size)
const random = generator(Number(options.seed))
const end = vocabulary.endIds[0]

let started = cpu()
core.createCanvas(constraint, vocabulary, 2)
console.log(`tables: ${(cpu() - started).toFixed(0)} ms`)
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
    started = cpu()
    const canvas = core.createCanvas(constraint, vocabulary, size, { prefix })
    for (const i of canvas.changed()) canvas.mask(i)
    blank.push(cpu() - started)
    let steps = 0
    let first = 1
    for (const i of orderOf(size)) {
      started = cpu()
      if (!canvas.allows(i, gold[i])) masked++
      const outcome = canvas.commit(i, gold[i])
      const committed = cpu()
      const changed = canvas.changed().filter((j) => canvas.at(j) < 0)
      for (const j of changed) canvas.mask(j)
      const ended = cpu()
      if (outcome !== 'committed')
        putOff.push(`text ${k} position ${i} (${outcome}) at fill ${(steps / size).toFixed(2)}`)
      commits.push(committed - started)
      masks.push(ended - committed)
      totals.push(ended - started)
      changes.push(changed.length)
      const decile = deciles[Math.floor((10 * steps) / size)]
      decile.steps++
      decile.commit += committed - started
      decile.masks += ended - committed
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
  for (let k = 0; k < count; k++) {
    started = cpu()
    const canvas = core.createCanvas(constraint, vocabulary, size)
    const open = new Set(Array.from({ length: size }, (_, i) => i))
    // Each round tries a token at every open position; what the witness has is taken where a draw fails thrice.
    for (const i of orderOf(size)) {
      for (let draw = 0; open.has(i); draw++) {
        const token = draw < 3 ? drawn(canvas.mask(i)) : canvas.witness[i]
        const outcome = canvas.commit(i, token)
        commits++
        if (outcome === 'committed') open.delete(i)
        else if (outcome === 'impossible') rejected++
        else putOff++
        if (draw > 3) break
      }
    }
    times.push(cpu() - started)
    if (open.size === 0) finished++
    if (!isWord('', canvas.witness)) invalid++
  }
  console.log(
    `${count} decodes of ${size} with random scores: ${finished} finished, ${count - finished} dead ends, ${invalid} invalid`,
  )
  console.log(`${commits} commits tried, ${rejected} rejected as impossible, ${putOff} put off`)
  console.log(`a decode: ${summary(times)}`)
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
  const own = texts[k % texts.length]
  const other = texts[(k + 37) % texts.length]
  const text = size > 64 ? `${own}\n${other.replace(/^#include.*$/gm, '').replace(/using namespace.*/g, '')}` : own
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

function cpu() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1)
  return `mean ${mean(values).toFixed(1)}, p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms`
}
