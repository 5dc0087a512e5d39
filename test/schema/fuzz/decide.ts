/**
 * One fuzz case: a schema, its automaton in one or more variants, and three kinds of decisions about it:
 * texts of values (accepted if and only if valid), walks (never stuck, ending in valid values), and minima.
 */
import { EspalierError, SchemaError } from '../../../src/error/index.js'
import {
  compileJsonSchema,
  type DialectName,
  type JsonConstraint,
  type SchemaOptions,
} from '../../../src/schema/index.js'
import { featuresOf, type OracleFault, oracleFaults } from './oracle-faults.js'
import { normalise, type Oracle, oraclesFor, type Verdict } from './oracles.js'
import { Random } from './random.js'
import { dialectNames, type Json, type JsonObject, randomSchema, randomValue } from './schemas.js'
import { guessValue, mutate, permuteKeys, spellOddly } from './values.js'
import { type WalkResult, walk } from './walk.js'

export interface Failure {
  kind: string
  schema: Json
  dialect: DialectName
  options: SchemaOptions
  text?: string
  detail: string
}

export interface Tally {
  schemas: number
  unsatisfiable: number
  refused: Record<string, number>
  decisions: number
  accepted: number
  walks: number
  walksEnded: number
  /** Walks that did not end since a search had been given up. */
  walksUndecided: number
  /** Walk texts with numbers beyond doubles, not shown to the oracles. */
  beyondDoubles: number
  oracleErrors: number
  /** Verdicts to which two validators at least had a vote, and verdicts to which none had. */
  byTwo: number
  byNone: number
  /** Votes lost to known faults of validators. */
  faults: Record<string, number>
  splits: number
  slowest: number
}

export function newTally(): Tally {
  return {
    schemas: 0,
    unsatisfiable: 0,
    refused: {},
    decisions: 0,
    accepted: 0,
    walks: 0,
    walksEnded: 0,
    walksUndecided: 0,
    beyondDoubles: 0,
    oracleErrors: 0,
    byTwo: 0,
    byNone: 0,
    faults: {},
    splits: 0,
    slowest: 0,
  }
}

export interface Split {
  schema: Json
  dialect: DialectName
  value: Json
  verdicts: Record<string, unknown>
  ours: boolean
}

export interface Report {
  failure(failure: Failure): void
  split(split: Split): void
}

const utf8 = new TextEncoder()

export function accepts(constraint: JsonConstraint, text: string): boolean {
  return acceptsBytes(constraint, utf8.encode(text))
}

function acceptsBytes(constraint: JsonConstraint, bytes: Uint8Array): boolean {
  let state = constraint.start
  for (let i = 0; i < bytes.length; i++) {
    state = constraint.step(state, bytes[i]!)
    if (state === 0) return false
  }
  return constraint.canEnd(state)
}

/** The case of a seed. */
export function caseOf(seed: number, dialects = dialectNames): { schema: Json; dialect: DialectName; r: Random } {
  const r = new Random(seed)
  const dialect = r.pick(dialects)
  return { schema: randomSchema(r, { dialect }), dialect, r }
}

const seconds = 1000

export class Judge {
  private oracles: Oracle[] = []
  /** Per oracle, its known faults that this schema may meet. */
  private faults: OracleFault[][] = []

  constructor(
    readonly schema: Json,
    readonly dialect: DialectName,
    private readonly tally: Tally,
    private readonly report: Report,
  ) {}

  /** False if fewer than two validators can compile the schema. */
  prepare(): boolean {
    const features = featuresOf(normalise(this.schema, this.dialect), this.dialect)
    this.oracles = oraclesFor(this.schema, this.dialect)
    this.faults = this.oracles.map((o) => oracleFaults.filter((f) => f.oracle === o.name && f.schema(features)))
    return this.oracles.length >= 2
  }

  private verdicts(value: Json): (Verdict | 'fault')[] {
    return this.oracles.map((o, i) => {
      const fault = this.faults[i]!.find((f) => f.value === undefined || f.value(value))
      if (fault === undefined) return o.valid(value)
      this.tally.faults[`${o.name}: ${fault.what}`] = (this.tally.faults[`${o.name}: ${fault.what}`] ?? 0) + 1
      return 'fault'
    })
  }

  /** True if every validator that has a vote, and one at least, says `wanted`. */
  unanimous(value: Json, wanted: boolean): boolean {
    const voting = this.verdicts(value).filter((v) => typeof v === 'boolean')
    return voting.length > 0 && voting.every((v) => v === wanted)
  }

  /** What most validators with a vote say; undefined if there is no majority. Whenever they differ, that is reported. */
  valid(value: Json, ours: boolean): boolean | undefined {
    const verdicts = this.verdicts(value)
    const yes = verdicts.filter((v) => v === true).length
    const no = verdicts.filter((v) => v === false).length
    this.tally.oracleErrors += verdicts.filter((v) => v === 'error').length
    if (yes + no >= 2) this.tally.byTwo++
    else if (yes + no === 0) this.tally.byNone++
    if (yes > 0 && no > 0) {
      this.tally.splits++
      this.report.split({
        schema: this.schema,
        dialect: this.dialect,
        value,
        ours,
        verdicts: Object.fromEntries(this.oracles.map((o, i) => [o.name, verdicts[i]])),
      })
    }
    return yes === no ? undefined : yes > no
  }
}

export interface Effort {
  values: number
  walks: number
  variants: boolean
}

export function runCase(
  seed: number,
  schema: Json,
  dialect: DialectName,
  effort: Effort,
  tally: Tally,
  report: Report,
): void {
  const r = new Random(seed * 2 + 1)
  const judge = new Judge(schema, dialect, tally, report)
  if (!judge.prepare()) {
    tally.refused['by validators'] = (tally.refused['by validators'] ?? 0) + 1
    return
  }
  tally.schemas++
  const options: SchemaOptions = { dialect }
  const fail = (kind: string, detail: string, text?: string, used: SchemaOptions = options) =>
    report.failure({ kind, schema, dialect, options: used, detail, ...(text === undefined ? {} : { text }) })
  const timed = <T>(what: string, work: () => T): T => {
    const start = performance.now()
    try {
      return work()
    } finally {
      const took = performance.now() - start
      tally.slowest = Math.max(tally.slowest, took)
      if (took > (what === 'compile' ? 1 : 10) * seconds) fail('slow', `${what} took ${Math.round(took)} ms`)
    }
  }
  const values = valuesFor(r, schema, effort.values)
  let constraint: JsonConstraint
  try {
    constraint = timed('compile', () => compileJsonSchema(schema, options))
  } catch (error) {
    if (!EspalierError.isInstance(error)) return void fail('exception', String((error as Error).stack))
    if (!(error instanceof SchemaError) || error.code !== 'unsatisfiable') {
      const name = error instanceof SchemaError && error.keyword ? `${error.code} ${error.keyword}` : error.code
      tally.refused[name] = (tally.refused[name] ?? 0) + 1
      if (error.code !== 'unsupported-keyword') fail('refused', error.message)
      return
    }
    tally.unsatisfiable++
    for (const value of values) {
      tally.decisions++
      if (judge.valid(value, false) === true)
        return void fail('valid-rejected', 'called unsatisfiable', JSON.stringify(value))
    }
    return
  }
  try {
    timed('values', () => judgeValues(r, constraint, values, judge, tally, fail))
    timed('walks', () => judgeWalks(r, constraint, effort.walks, judge, tally, fail))
    if (effort.variants)
      timed('variants', () => judgeVariants(r, constraint, schema, options, values, judge, tally, fail))
  } catch (error) {
    fail('exception', String((error as Error).stack))
  }
}

type Fail = (kind: string, detail: string, text?: string, used?: SchemaOptions) => void

export function valuesFor(r: Random, schema: Json, count: number): Json[] {
  const texts = new Map<string, Json>()
  for (let i = 0; i < count; i++) {
    let value = r.chance(0.1) ? randomValue(r, 2) : guessValue(r, schema, schema, 5)
    for (let n = r.chance(0.4) ? r.between(1, 2) : 0; n > 0; n--) value = mutate(r, value)
    const text = JSON.stringify(value)
    // A value that JSON cannot carry (from huge numbers) is no case.
    if (text !== undefined && text.length < 2000) texts.set(text, JSON.parse(text) as Json)
  }
  return [...texts.values()]
}

function judgeValue(
  constraint: JsonConstraint,
  value: Json,
  text: string,
  judge: Judge,
  tally: Tally,
  fail: Fail,
): boolean {
  const ours = accepts(constraint, text)
  const truth = judge.valid(value, ours)
  tally.decisions++
  if (ours) tally.accepted++
  if (truth !== undefined && truth !== ours) {
    fail(truth ? 'valid-rejected' : 'invalid-accepted', truth ? 'a valid value' : 'an invalid value', text)
  }
  return ours
}

function judgeValues(
  r: Random,
  constraint: JsonConstraint,
  values: Json[],
  judge: Judge,
  tally: Tally,
  fail: Fail,
): void {
  for (const value of values) {
    const ours = judgeValue(constraint, value, JSON.stringify(value), judge, tally, fail)
    const other = (text: string, what: string) => {
      tally.decisions++
      if (accepts(constraint, text) !== ours) {
        fail(
          'spelling-matters',
          `${what} of ${JSON.stringify(value)}, which is ${ours ? 'accepted' : 'rejected'}`,
          text,
        )
      }
    }
    if (r.chance(0.3)) other(JSON.stringify(value, null, r.pick([1, 2, 4, '\t'])), 'pretty text')
    if (r.chance(0.3)) other(JSON.stringify(permuteKeys(r, value)), 'other key order')
    if (r.chance(0.3)) {
      const space = r.chance(0.5) ? () => '' : () => (r.chance(0.4) ? r.pick([' ', '\n', '\t', '  ', '\r\n']) : '')
      other(spellOddly(r, value, space), 'odd spelling')
    }
    if (r.chance(0.2)) judgeBroken(r, constraint, JSON.stringify(value), judge, tally, fail)
  }
}

/** A text with an error in it: whatever is accepted must be JSON without duplicate keys, and valid. */
function judgeBroken(
  r: Random,
  constraint: JsonConstraint,
  text: string,
  judge: Judge,
  tally: Tally,
  fail: Fail,
): void {
  const points = [...text]
  const at = r.below(points.length + 1)
  const inserted = r.pick([...'{}[]",:0123456789-+.eE\\aué \n/tfn', '\u0000', '"a":1,', '1,', 'null', '\\u00e9'])
  if (r.chance(0.5)) points.splice(at, r.below(2), inserted)
  else if (r.chance(0.7)) points.splice(at, 1)
  else {
    const member = /"(?:[^"\\]|\\.)*":[^,{}[\]]+/.exec(text)
    if (member) points.splice(0, points.length, text.replace(member[0], `${member[0]},${member[0]}`))
  }
  const broken = points.join('')
  tally.decisions++
  if (accepts(constraint, broken)) judgeText(constraint, broken, judge, tally, fail, 'an accepted text')
  else {
    const value = parse(broken)
    if (value === undefined || JSON.stringify(value) !== broken) return
    if (judge.valid(value, false) === true) fail('valid-rejected', 'a valid value', broken)
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** An accepted text must be JSON with distinct keys and a valid value, whose own text is accepted again. */
function judgeText(
  constraint: JsonConstraint,
  text: string,
  judge: Judge,
  tally: Tally,
  fail: Fail,
  what: string,
): void {
  const value = parse(text)
  if (value === undefined) return void fail('no-json', `${what} that JSON.parse refuses`, text)
  if (!numbersAreDoubles(text)) {
    tally.beyondDoubles++
    return
  }
  if (countKeys(value) !== keysInText(text)) return void fail('duplicate-keys', `${what} with duplicate keys`, text)
  tally.decisions++
  if (judge.valid(value, true) === false) fail('invalid-accepted', `${what} with an invalid value`, text)
  tally.decisions++
  const again = JSON.stringify(value)
  if (!accepts(constraint, again))
    fail('spelling-matters', `${what}; JSON.stringify writes ${again}, which is rejected`, text)
}

function judgeWalks(
  r: Random,
  constraint: JsonConstraint,
  count: number,
  judge: Judge,
  tally: Tally,
  fail: Fail,
): void {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let i = 0; i < count; i++) {
    tally.walks++
    const result = walk(r, constraint, r.pick([0, 3, 10, 30, 60, 120]), r.pick([0.05, 0.3, 1]))
    if (!result.ok) {
      notEnded(constraint, result, tally, fail)
      continue
    }
    tally.walksEnded++
    let text: string
    try {
      text = decoder.decode(result.bytes)
    } catch {
      fail('no-utf8', 'a walk ended in bytes that are not UTF-8', new TextDecoder().decode(result.bytes))
      continue
    }
    judgeText(constraint, text, judge, tally, fail, 'a walk')
    // Near the walk's value: mutations of a valid value are nearly valid.
    const value = parse(text)
    if (value === undefined || !numbersAreDoubles(text)) continue
    for (let n = 0; n < 2; n++) {
      const near = parse(JSON.stringify(mutate(r, value)) ?? '')
      if (near !== undefined) judgeValue(constraint, near, JSON.stringify(near), judge, tally, fail)
    }
  }
}

/** A walk that did not end. Where a search was given up, minima and liveness are guesses; else it is a failure. */
function notEnded(constraint: JsonConstraint, result: WalkResult & { ok: false }, tally: Tally, fail: Fail): void {
  const { kind, detail, bytes } = result
  if (constraint.report.undecided > 0 && kind !== 'end-disagrees') tally.walksUndecided++
  else fail(kind, detail, new TextDecoder().decode(bytes))
}

function judgeVariants(
  r: Random,
  flexible: JsonConstraint,
  schema: Json,
  base: SchemaOptions,
  values: Json[],
  judge: Judge,
  tally: Tally,
  fail: Fail,
): void {
  const policies: SchemaOptions[] = [{ whitespace: 'compact', ...(r.chance(0.5) ? { spelling: 'canonical' } : {}) }]
  if (r.chance(0.2)) policies.push({ whitespace: 'pretty' })
  for (const policy of policies) {
    const { whitespace } = policy
    const options: SchemaOptions = { ...base, ...policy }
    const failing: Fail = (kind, detail, text) => fail(kind, detail, text, options)
    const constraint = compileJsonSchema(schema, options)
    const indent = whitespace === 'pretty' ? 2 : 0
    for (const value of values.slice(0, 12)) {
      const ours = accepts(flexible, JSON.stringify(value))
      tally.decisions++
      const text = JSON.stringify(value, null, indent)
      if (accepts(constraint, text) !== ours) {
        failing('variant-differs', `${ours ? 'accepted' : 'rejected'} with flexible whitespace only`, text)
      }
      const foreign = JSON.stringify(value, null, indent === 0 ? 2 : 0)
      tally.decisions++
      if (foreign !== text && accepts(constraint, foreign))
        failing('variant-differs', 'whitespace of another policy', foreign)
    }
    for (let i = 0; i < 2; i++) {
      tally.walks++
      const result = walk(r, constraint, r.pick([0, 10, 40]), r.pick([0.05, 0.5]))
      const text = new TextDecoder().decode(result.bytes)
      if (!result.ok) {
        notEnded(constraint, result, tally, failing)
        continue
      }
      tally.walksEnded++
      const value = parse(text)
      if (value === undefined) failing('no-json', 'a walk that JSON.parse refuses', text)
      else if (numbersAreDoubles(text)) {
        tally.decisions++
        if (judge.valid(value, true) === false) failing('invalid-accepted', 'a walk with an invalid value', text)
      }
    }
  }
  const options: SchemaOptions = { ...base, propertyOrder: 'schema' }
  const failing: Fail = (kind, detail, text) => fail(kind, detail, text, options)
  let ordered: JsonConstraint
  try {
    ordered = compileJsonSchema(schema, options)
  } catch (error) {
    if (error instanceof SchemaError && error.code === 'unsatisfiable') {
      return void failing('order-empties', 'unsatisfiable in schema order only')
    }
    throw error
  }
  for (const value of values.slice(0, 12)) {
    const orders = keyOrders(value, 60)
    if (orders === undefined) continue
    const valid = accepts(flexible, JSON.stringify(value))
    tally.decisions++
    const some = orders.filter((v) => accepts(ordered, JSON.stringify(v)))
    if (valid && some.length === 0) failing('order-loses', 'a valid value accepted in no order', JSON.stringify(value))
    if (!valid && some.length > 0) failing('order-adds', 'an invalid value', JSON.stringify(some[0]))
  }
  for (let i = 0; i < 2; i++) {
    tally.walks++
    const result = walk(r, ordered, r.pick([0, 10, 40]), r.pick([0.05, 0.5]))
    const text = new TextDecoder().decode(result.bytes)
    if (!result.ok) notEnded(ordered, result, tally, failing)
    else {
      tally.walksEnded++
      tally.decisions++
      if (!acceptsBytes(flexible, result.bytes)) failing('order-adds', 'a walk', text)
    }
  }
}

/** All key orders of a value, undefined if there are more than `limit`. */
function keyOrders(value: Json, limit: number): Json[] | undefined {
  if (typeof value !== 'object' || value === null) return [value]
  const parts: Json[][] = []
  const names = Array.isArray(value) ? value.map((_, i) => String(i)) : Object.keys(value)
  let combinations: Json[][] = [[]]
  for (const name of names) {
    const orders = keyOrders((value as JsonObject)[name]!, limit)
    if (orders === undefined) return undefined
    parts.push(orders)
    combinations = combinations.flatMap((c) => orders.map((o) => [...c, o]))
    if (combinations.length > limit) return undefined
  }
  if (Array.isArray(value)) return combinations
  const permutations = permute(
    names.map((_, i) => i),
    limit,
  )
  if (permutations === undefined || permutations.length * combinations.length > limit) return undefined
  return combinations.flatMap((c) =>
    permutations.map((p) => {
      const out: JsonObject = {}
      for (const i of p) {
        Object.defineProperty(out, names[i]!, { value: c[i]!, enumerable: true, configurable: true, writable: true })
      }
      return out
    }),
  )
}

function permute(list: number[], limit: number): number[][] | undefined {
  let out: number[][] = [[]]
  for (const x of list) {
    out = out.flatMap((p) => Array.from({ length: p.length + 1 }, (_, i) => [...p.slice(0, i), x, ...p.slice(i)]))
    if (out.length > limit) return undefined
  }
  return out
}

/** True if every number of the text is exactly the double that JSON.parse makes of it (by shortest decimals). */
export function numbersAreDoubles(text: string): boolean {
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  for (const [number] of outside.matchAll(/-?\d[\d.eE+-]*/g)) {
    const double = Number(number)
    if (!Number.isFinite(double)) return false
    if (!sameDecimal(number, String(double))) return false
  }
  return true
}

function sameDecimal(a: string, b: string): boolean {
  const normal = (text: string) => {
    const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!
    const digits = `${whole}${fraction}`.replace(/^0+/, '')
    const trimmed = digits.replace(/0+$/, '')
    if (trimmed === '') return '0'
    return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`
  }
  return normal(a) === normal(b)
}

function countKeys(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((n, v) => n + countKeys(v), 0)
  return Object.keys(value).reduce((n, k) => n + 1 + countKeys(value[k]!), 0)
}

function keysInText(text: string): number {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/[^:]/g, '').length
}
