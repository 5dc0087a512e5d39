/**
 * The shapes that cost the byte automaton most: for each, compilation, the first (cold) reading of a long text byte by
 * byte, the slowest of its bytes, a second (warm) reading, the states made, and with --expose-gc what the compiled schema
 * keeps in memory after that.
 *
 *   node [--expose-gc] bench/worst.mjs [--only NAME] [--dist FOLDER] [--json FILE]
 *
 * Every shape is compiled and read afresh `rounds` times; the figures are those of the fastest round, and the cold reading
 * counts the processor's time where that is less than the clock's, since a busy machine only ever adds.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, dist: { type: 'string', default: 'dist' }, json: { type: 'string' } },
})
const { compileJsonSchema } = await import(pathToFileURL(resolve(options.dist, 'core.js')).href)
const rounds = 3

const range = (n, make) => Array.from({ length: n }, (_, i) => make(i))
const record = (n, make, name = (i) => `key${i}`) => Object.fromEntries(range(n, (i) => [name(i), make(i)]))
const reversed = (object) => Object.fromEntries(Object.entries(object).reverse())
const integers = (n) => record(n, () => ({ type: 'integer' }))
const nested = (depth, leaf, wrap) => range(depth, () => 0).reduce((inner) => wrap(inner), leaf)

const closedBranch = (i) => ({
  properties: { kind: { const: `kind-${i}` }, data: { type: 'array', items: { type: 'integer' } } },
  required: ['kind', 'data'],
  additionalProperties: false,
})
const pigeonholes = (holes) => ({
  type: 'object',
  allOf: range(6, (i) => ({ anyOf: range(10, (j) => ({ required: [`k${i}_${j}`] })) })),
  maxProperties: holes,
})
const spread = range(8, (i) => ({
  properties: { [`own${i}`]: { type: 'integer' }, [`tag${i}`]: { const: i } },
  required: [`tag${i}`],
}))

/** name, schema, value */
const shapes = [
  ['maxLength 10', { type: 'string', maxLength: 10 }, 'x'.repeat(10)],
  ['maxItems 10', { type: 'array', items: { type: 'integer' }, maxItems: 10 }, range(10, (i) => i)],
  ['enum of 10 strings', { enum: range(10, (i) => `word-${i}`) }, 'word-7'],
  ['10 optional, closed', { properties: integers(10), additionalProperties: false }, record(10, (i) => i)],
  ['maxLength 10^6, 10,000 characters', { type: 'string', maxLength: 1e6 }, 'x'.repeat(10_000)],
  [
    '^[a-z]+$, length 10^4 … 2·10^4',
    { type: 'string', pattern: '^[a-z]+$', minLength: 1e4, maxLength: 2e4 },
    'x'.repeat(10_050),
  ],
  ['^[a-z]{1,5000}$', { type: 'string', pattern: '^[a-z]{1,5000}$' }, 'x'.repeat(4_000)],
  ['enum of 10^4 strings', { enum: range(1e4, (i) => `word-${(i * 7919) % 104729}`) }, 'word-7919'],
  ['enum of 10^5 strings', { enum: range(1e5, (i) => `word-${i}`) }, 'word-54321'],
  ['enum of 10^4 numbers', { enum: range(1e4, (i) => i * 37) }, 3700],
  ['maxItems 10^5, 1,000 items', { type: 'array', items: { type: 'integer' }, maxItems: 1e5 }, range(1000, (i) => i)],
  ['minItems 5,000', { type: 'array', items: { type: 'integer' }, minItems: 5000 }, range(5001, (i) => i % 10)],
  ['40 optional, declared order', { properties: integers(40) }, record(40, (i) => i)],
  ['40 optional, reverse order', { properties: integers(40) }, reversed(record(40, (i) => i))],
  [
    '40 required, declared order',
    { properties: integers(40), required: Object.keys(integers(40)) },
    record(40, (i) => i),
  ],
  [
    '40 required, reverse order',
    { properties: integers(40), required: Object.keys(integers(40)) },
    reversed(record(40, (i) => i)),
  ],
  ['400 optional', { properties: integers(400) }, record(400, (i) => i)],
  ['1,000 optional, closed', { properties: integers(1000), additionalProperties: false }, record(1000, (i) => i)],
  [
    '1,000 required, closed',
    { properties: integers(1000), required: Object.keys(integers(1000)), additionalProperties: false },
    record(1000, (i) => i),
  ],
  ['oneOf 20, discriminator first', { oneOf: range(20, closedBranch) }, { kind: 'kind-13', data: range(50, (i) => i) }],
  ['oneOf 20, discriminator last', { oneOf: range(20, closedBranch) }, { data: range(50, (i) => i), kind: 'kind-13' }],
  [
    'recursive tree, depth 300',
    {
      properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#' } } },
      required: ['value'],
      additionalProperties: false,
    },
    nested(300, { value: 0 }, (inner) => ({ value: 1, children: [inner] })),
  ],
  [
    'recursive oneOf and not, depth 60',
    {
      oneOf: [
        { type: 'integer', not: { enum: [7, 13] } },
        {
          properties: { left: { $ref: '#' }, right: { $ref: '#' } },
          required: ['left'],
          additionalProperties: false,
          type: 'object',
        },
        { type: 'array', items: { $ref: '#' }, not: { minItems: 4 } },
      ],
    },
    nested(60, 1, (inner) => ({ left: [inner, 2], right: 3 })),
  ],
  [
    'allOf 5 × 60 properties, unevaluatedProperties',
    {
      allOf: range(5, (i) => ({
        properties: record(
          60,
          () => ({ type: 'integer' }),
          (j) => `p${i}_${j}`,
        ),
      })),
      unevaluatedProperties: false,
    },
    record(
      120,
      (i) => i,
      (i) => `p${i % 5}_${Math.floor(i / 5)}`,
    ),
  ],
  [
    'unevaluatedProperties over 8 anyOf',
    { anyOf: spread, unevaluatedProperties: false },
    Object.fromEntries(
      range(8, (i) => [
        [`own${i}`, i],
        [`tag${i}`, i],
      ]).flat(),
    ),
  ],
  [
    'contains 50 … 60, maxItems 200',
    { type: 'array', contains: { type: 'integer', minimum: 5 }, minContains: 50, maxContains: 60, maxItems: 200 },
    range(120, (i) => (i % 2 ? i + 5 : 'x')),
  ],
  [
    'uniqueItems, 300 integers',
    { type: 'array', items: { type: 'integer' }, uniqueItems: true },
    range(300, (i) => i * 3),
  ],
  [
    'integers within ±(2^53 - 1)',
    { type: 'array', items: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 } },
    range(100, (i) => (i - 50) * 123456789012),
  ],
  [
    'pigeonhole: 6 × anyOf 10 required, 6 keys',
    pigeonholes(6),
    Object.fromEntries(range(6, (i) => [`k${i}_${(3 * i) % 10}`, i])),
  ],
  ['pigeonhole: 6 × anyOf 10 required, 5 keys', pigeonholes(5), undefined],
]

const utf8 = new TextEncoder()
function memory() {
  if (!globalThis.gc) return Number.NaN
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function measure([name, schema, value]) {
  const best = {
    name,
    compileMs: Infinity,
    coldMicros: Infinity,
    slowestMs: Infinity,
    warmMicros: Infinity,
    megabytes: -Infinity,
    bytes: 0,
    states: 0,
    outcome: 'accepted',
  }
  for (let round = 0; round < rounds; round++) {
    const before = memory()
    let start = performance.now()
    let constraint
    try {
      constraint = compileJsonSchema(schema)
    } catch (error) {
      best.compileMs = Math.min(best.compileMs, performance.now() - start)
      best.outcome = error.code
      continue
    }
    best.compileMs = Math.min(best.compileMs, performance.now() - start)
    best.states = constraint.stateCount
    if (value === undefined) {
      best.outcome = 'satisfiable'
      continue
    }
    const bytes = utf8.encode(JSON.stringify(value))
    best.bytes = bytes.length
    let slowest = 0
    let total = 0
    let state = constraint.start
    const used = process.cpuUsage()
    for (const byte of bytes) {
      start = performance.now()
      state = constraint.step(state, byte)
      const took = performance.now() - start
      total += took
      if (took > slowest) slowest = took
    }
    const { user, system } = process.cpuUsage(used)
    if (!constraint.canEnd(state)) best.outcome = 'rejected'
    best.coldMicros = Math.min(best.coldMicros, Math.min(total * 1000, user + system) / bytes.length)
    best.slowestMs = Math.min(best.slowestMs, slowest)
    start = performance.now()
    state = constraint.start
    for (const byte of bytes) state = constraint.step(state, byte)
    best.warmMicros = Math.min(best.warmMicros, ((performance.now() - start) * 1000) / bytes.length)
    best.states = constraint.stateCount
    best.megabytes = Math.max(best.megabytes, (memory() - before) / 1e6)
    // Kept until it was weighed.
    constraint.canEnd(state)
  }
  return best
}

const number = (x, digits) => (Number.isFinite(x) ? x.toFixed(digits) : '–')
console.log('| case | compile, ms | cold, µs/byte | slowest byte, ms | warm, µs/byte | bytes | states | MB | |')
console.log('|---|--:|--:|--:|--:|--:|--:|--:|---|')
const rows = []
for (const shape of shapes) {
  if (options.only && !shape[0].includes(options.only)) continue
  const row = measure(shape)
  rows.push(row)
  console.log(
    `| ${row.name} | ${number(row.compileMs, 1)} | ${number(row.coldMicros, 2)} | ${number(row.slowestMs, 2)} | ${number(row.warmMicros, 2)} | ${row.bytes} | ${row.states} | ${number(row.megabytes, 1)} | ${row.outcome} |`,
  )
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ node: process.version, rows }, null, 1)}\n`)
