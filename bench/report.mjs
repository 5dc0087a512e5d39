/**
 * Writes the measured parts of the documentation: the chart `docs/mask.svg` and the tables between the markers of
 * README.md, docs/json-schema.md and bench/README.md, from files made by
 *
 *   node bench/mask.mjs --json bench/results/mask.json
 *   espalier conformance … --markdown bench/results/suite.md --summary bench/results/suite.json
 *     (and the same as benchmark.md and benchmark.json)
 *   node bench/grammar.mjs --json bench/results/grammar.json
 *
 *   node bench/report.mjs
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { grammarTable } from './grammar-table.mjs'

const root = new URL('../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')
const write = (path, text) => writeFileSync(new URL(path, root), text)

const { rows, machine } = JSON.parse(read('bench/results/mask.json'))
const shapes = [...new Set(rows.map((r) => r.shape))]
const engines = [...new Set(rows.map((r) => r.engine))]
const find = (shape, engine) => rows.find((r) => r.shape === shape && r.engine === engine)
const us = (x) => (x < 10 ? x.toFixed(2) : x.toFixed(0))

/** Bars on a logarithmic axis, one pair per shape: compile time plus the sum of the cold masks. */
function chart() {
  const width = 720
  const left = 110
  const rowHeight = 46
  const height = 60 + shapes.length * rowHeight
  const [low, high] = [1, 10000]
  const x = (v) =>
    left + ((Math.log10(Math.max(v, low)) - Math.log10(low)) / Math.log10(high / low)) * (width - left - 90)
  const colours = ['#2f7d4f', '#b9bfc6']
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${left}" y="20" font-weight="600">First request: compile the schema and make every mask of one answer, ms (log scale; shorter is better)</text>`,
  ]
  for (const v of [1, 10, 100, 1000, 10000]) {
    parts.push(
      `<line x1="${x(v)}" x2="${x(v)}" y1="32" y2="${height - 22}" stroke="#e3e6e9"/>`,
      `<text x="${x(v)}" y="${height - 6}" text-anchor="middle" fill="#6b7280">${v}</text>`,
    )
  }
  shapes.forEach((shape, i) => {
    const y = 38 + i * rowHeight
    parts.push(`<text x="${left - 8}" y="${y + 22}" text-anchor="end">${shape}</text>`)
    engines.forEach((engine, j) => {
      const row = find(shape, engine)
      const value = row?.cold ? row.compileMs + (row.tokens * row.cold.mean) / 1000 : undefined
      const label = value === undefined ? `${engine} ${row?.note ?? 'none'}` : `${us(value)} ${engine}`
      const end = value === undefined ? left : x(value)
      parts.push(
        `<rect x="${left}" y="${y + j * 18}" width="${Math.max(1, end - left)}" height="15" fill="${colours[j]}"/>`,
        `<text x="${end + 5}" y="${y + j * 18 + 12}" fill="#374151">${label}</text>`,
      )
    })
  })
  return `${parts.join('\n')}\n</svg>\n`
}

function table() {
  const three = (s) => (s ? `${us(s.mean)} / ${us(s.p50)} / ${us(s.p99)}` : '')
  const lines = [
    '| shape (tokens) | engine | compile + first mask, ms | mask cold, µs mean / p50 / p99 | mask warm, µs |',
    '| --- | --- | ---: | ---: | ---: |',
  ]
  for (const r of rows) {
    lines.push(
      r.note
        ? `| ${r.shape} (${r.tokens}) | ${r.engine} | ${r.note} | | |`
        : `| ${r.shape} (${r.tokens}) | ${r.engine} | ${r.compileMs.toFixed(1)} | ${three(r.cold)} | ${three(r.warm)} |`,
    )
  }
  return lines.join('\n')
}

function insert(path, marker, content) {
  const text = read(path)
  const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`]
  const from = text.indexOf(open)
  const to = text.indexOf(close)
  if (from < 0 || to < from) throw new Error(`${path} has no markers for ${marker}.`)
  write(path, `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`)
}

write('docs/mask.svg', chart())
insert(
  'README.md',
  'bench',
  `![First request: compile and all masks](docs/mask.svg)\n\n${table()}\n\n` +
    'espalier compiles nothing ahead: its first masks (cold) do the work that a peer does while compiling, and every later\n' +
    'request with the schema finds them made (warm). ' +
    `Llama-3 vocabulary (128,256 tokens), Node ${machine.node}, one run of\n` +
    '`node bench/mask.mjs` on two cores, made into this by `node bench/report.mjs`; the traps are in\n' +
    '[bench/README.md](bench/README.md).',
)
/** Suite and benchmark side by side, a line per keyword; the suite by what its files are about. */
function keywordTable(suite, benchmark) {
  // Rounded down, so that 100 % means all.
  const share = (row) => (row ? `${Math.floor((row.pass * 1000) / row.entries) / 10} %` : '')
  const cells = (row) =>
    row
      ? [row.entries, share(row), row.validRejected, row.invalidAccepted, row.refused + row.errors]
      : ['', '', '', '', '']
  const find = (report, keyword) => report.keywords.find((k) => k.keyword === keyword)
  const uses = (keyword) => find(benchmark, keyword)?.entries ?? 0
  const keywords = [...new Set([...benchmark.keywords, ...suite.keywords].map((k) => k.keyword))]
  keywords.sort((x, y) => uses(y) - uses(x) || (x < y ? -1 : 1))
  const columns = ['entries', 'pass', 'valid rejected', 'invalid accepted', 'refused, errors']
  const head = ['keyword', ...columns.map((c) => `suite: ${c}`), ...columns.map((c) => `benchmark: ${c}`)]
  const lines = keywords.map((k) => [`\`${k}\``, ...cells(find(suite, k)), ...cells(find(benchmark, k))])
  const line = (row) => `| ${row.join(' | ')} |`
  return [
    line(head),
    `|---|${head
      .slice(1)
      .map(() => '--:|')
      .join('')}`,
    ...lines.map(line),
  ].join('\n')
}

const summaries = ['suite', 'benchmark'].map((name) => `bench/results/${name}.json`)
if (summaries.every((file) => existsSync(new URL(file, root)))) {
  insert('docs/json-schema.md', 'keywords', keywordTable(...summaries.map((file) => JSON.parse(read(file)))))
}
for (const name of ['suite', 'benchmark']) {
  const file = `bench/results/${name}.md`
  if (existsSync(new URL(file, root))) insert('docs/json-schema.md', name, read(file).trim())
}

if (existsSync(new URL('bench/results/grammar.json', root))) {
  const { rows, machine, options } = JSON.parse(read('bench/results/grammar.json'))
  const counts = [...new Map(rows.map((r) => [r.case, `${r.case}: ${r.of} texts, ${r.tokens} tokens`])).values()]
  insert(
    'bench/README.md',
    'grammar',
    `\nVocabulary ${options.vocabulary}, ${options.vocabularySize} tokens; ${counts.join('; ')}; ${options.replays} replays; ` +
      `Node ${machine.node} on ${machine.cores} cores, load ${loads(rows)}; ${options.budget} s per peer and grammar.\n\n${grammarTable(rows)}\n`,
  )
}

function loads(rows) {
  const all = rows.map((r) => r.load)
  return `${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)}`
}
