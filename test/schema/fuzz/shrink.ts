/** Makes a failing case small: removes and replaces parts of the schema (and of the value) while it fails the same way. */
import { compileJsonSchema } from '../../../src/schema/index.js'
import { accepts, type Failure, Judge, newTally, runCase } from './decide.js'
import type { Json, JsonObject } from './schemas.js'

const silent = { failure() {}, split() {} }

export function shrink(failure: Failure, seed: number, milliseconds: number): Failure {
  try {
    return shrinkUntil(failure, seed, milliseconds)
  } catch {
    return failure
  }
}

function shrinkUntil(failure: Failure, seed: number, milliseconds: number): Failure {
  const deadline = performance.now() + milliseconds
  const byText = failure.kind === 'valid-rejected' || failure.kind === 'invalid-accepted'
  const again = (schema: Json): Failure | undefined =>
    byText && failure.text !== undefined ? sameText(failure, schema, failure.text) : sameKind(failure, schema, seed)
  let best = again(failure.schema)
  if (best === undefined) return failure
  for (let shrunk = true; shrunk && performance.now() < deadline; ) {
    shrunk = false
    for (const candidate of smaller(best.schema)) {
      if (performance.now() > deadline) break
      const found = again(candidate)
      if (found === undefined) continue
      best = found
      shrunk = true
      break
    }
    if (shrunk || !byText || best.text === undefined) continue
    let value: Json
    try {
      value = JSON.parse(best.text) as Json
    } catch {
      continue
    }
    for (const candidate of smaller(value)) {
      const text = JSON.stringify(candidate)
      if (text === best.text || performance.now() > deadline) continue
      const found = sameText(failure, best.schema, text)
      if (found === undefined) continue
      best = found
      failure = { ...failure, text }
      shrunk = true
      break
    }
  }
  return best
}

function sameText(failure: Failure, schema: Json, text: string): Failure | undefined {
  const { dialect, kind } = failure
  const judge = new Judge(schema, dialect, newTally(), silent)
  if (!judge.prepare()) return undefined
  const value = JSON.parse(text) as Json
  const wanted = kind === 'valid-rejected'
  let ours: boolean
  try {
    ours = accepts(compileJsonSchema(schema, failure.options), text)
  } catch (error) {
    if ((error as { code?: string }).code !== 'unsatisfiable') return undefined
    ours = false
  }
  return ours !== wanted && judge.unanimous(value, wanted) ? { ...failure, schema, text } : undefined
}

function sameKind(failure: Failure, schema: Json, seed: number): Failure | undefined {
  let found: Failure | undefined
  const report = {
    ...silent,
    failure: (f: Failure) => {
      if (f.kind === failure.kind && (f.kind !== 'exception' || errorOf(f) === errorOf(failure))) found ??= f
    },
  }
  for (let i = 0; i < 4 && found === undefined; i++) {
    runCase(seed + i * 1000003, schema, failure.dialect, { values: 10, walks: 12, variants: true }, newTally(), report)
  }
  return found
}

function errorOf(failure: Failure): string {
  return failure.detail.split('\n').slice(0, 2).join('\n').replace(/\d+/g, '#')
}

/** JSON values with something less, biggest steps first. */
function* smaller(value: Json): Generator<Json> {
  if (typeof value === 'number') {
    for (const n of [0, 1, 2]) if (Math.abs(n) < Math.abs(value)) yield n
    if (Number.isInteger(value) && Math.abs(value) > 2) yield Math.sign(value) * (Math.abs(value) - 1)
    return
  }
  if (typeof value === 'string') {
    if (value.length > 0 && value.length < 20) yield value.slice(1)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const names = Array.isArray(value) ? value.map((_, i) => String(i)) : Object.keys(value)
  for (const name of names) {
    const child = (value as JsonObject)[name]!
    if (typeof child === 'object' && child !== null) yield child
  }
  for (const name of names) yield without(value, name)
  for (const name of names) {
    const child = (value as JsonObject)[name]!
    if (typeof child === 'object' && child !== null && !Array.isArray(child)) {
      yield replaced(value, name, true)
      if (Object.keys(child).length > 0) yield replaced(value, name, {})
    }
  }
  for (const name of names)
    for (const child of smaller((value as JsonObject)[name]!)) yield replaced(value, name, child)
}

function without(value: Json[] | JsonObject, name: string): Json {
  if (Array.isArray(value)) return value.filter((_, i) => String(i) !== name)
  const out = { ...value }
  delete out[name]
  return out
}

function replaced(value: Json[] | JsonObject, name: string, child: Json): Json {
  if (Array.isArray(value)) return value.map((v, i) => (String(i) === name ? child : v))
  const out: JsonObject = {}
  for (const k of Object.keys(value)) {
    const v = k === name ? child : value[k]!
    Object.defineProperty(out, k, { value: v, enumerable: true, configurable: true, writable: true })
  }
  return out
}
