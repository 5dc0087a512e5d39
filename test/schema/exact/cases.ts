/** Small random schemas of arrays and of objects, and all the small values that could tell them apart. */
import type { Random } from '../fuzz/random.js'
import type { Json, JsonObject } from '../fuzz/schemas.js'

const scalars: Json[] = [null, true, false, 0, 1, 2, 'a', 'b']
const inner: Json[] = [[], [0], [1], [0, 1], [0, 0], { a: 0 }, {}]

/** `depth` is how far schemas may nest; -1 stands for schemas that refer to the root. */
function itemSchema(r: Random, depth: number): Json {
  if (depth < 0) return recursiveItem(r)
  const kind = r.below(depth > 0 ? 12 : 9)
  switch (kind) {
    case 0:
      return { const: r.pick(scalars) }
    case 1:
      return { type: 'boolean' }
    case 2:
      return { type: 'null' }
    case 3:
      return { type: 'integer', minimum: 0, maximum: r.below(3) }
    case 4:
      return r.pick<Json>([true, { type: 'integer' }, { type: 'string' }, { type: ['null', 'string'], maxLength: 1 }])
    case 9:
      return { enum: r.shuffled([...scalars, ...inner]).slice(0, r.between(1, 4)) }
    case 10:
      return { type: 'array', ...arraySchema(r, depth - 1), maxItems: r.between(0, 2) }
    case 11:
      return {
        type: 'object',
        properties: { a: itemSchema(r, 0) },
        additionalProperties: false,
        ...(r.chance(0.5) ? { required: ['a'] } : {}),
      }
    default:
      return { enum: r.shuffled(scalars).slice(0, r.between(1, 4)) }
  }
}

function recursiveItem(r: Random): Json {
  const root = { $ref: '#' }
  switch (r.below(10)) {
    case 0:
      return { not: root }
    case 1:
      return { anyOf: [root, itemSchema(r, 0)] }
    case 2:
      return { oneOf: [{ type: 'array', ...arraySchema(r, -1) }, itemSchema(r, 0)] }
    case 3:
      return { type: 'array', ...arraySchema(r, r.chance(0.5) ? -1 : 0) }
    case 4:
      return { type: 'object', properties: { a: root }, additionalProperties: false }
    case 5:
    case 6:
      return itemSchema(r, 0)
    default:
      return root
  }
}

function arraySchema(r: Random, depth: number): JsonObject {
  const s: JsonObject = {}
  if (r.chance(0.5)) s.prefixItems = Array.from({ length: r.between(1, 3) }, () => itemSchema(r, depth))
  if (r.chance(0.7)) s.items = r.chance(0.15) && s.prefixItems ? false : itemSchema(r, depth)
  if (r.chance(0.5)) s.minItems = r.below(4)
  if (r.chance(0.5)) s.maxItems = r.below(4)
  if (r.chance(0.5)) s.uniqueItems = true
  if (r.chance(0.35)) {
    s.contains = itemSchema(r, depth < 0 ? -1 : 0)
    if (r.chance(0.5)) s.minContains = r.below(3)
    if (r.chance(0.5)) s.maxContains = r.below(3)
  }
  return s
}

export function randomArrays(r: Random): Json {
  const depth = r.chance(0.3) ? 1 : 0
  const s: JsonObject = { type: 'array', ...arraySchema(r, depth) }
  if (r.chance(0.25)) s.not = r.chance(0.4) ? { uniqueItems: true } : arraySchema(r, 0)
  if (r.chance(0.25)) s.anyOf = [arraySchema(r, 0), arraySchema(r, depth)]
  if (r.chance(0.1)) s.oneOf = [arraySchema(r, 0), arraySchema(r, 0)]
  if (r.chance(0.1)) s.allOf = [arraySchema(r, 0)]
  return s
}

/** Arrays whose items may be such arrays again. */
export function randomRecursiveArrays(r: Random): Json {
  const s: JsonObject = { type: 'array', ...arraySchema(r, -1) }
  if (r.chance(0.6)) s.uniqueItems = true
  if (r.chance(0.15)) s.not = r.chance(0.4) ? { uniqueItems: true } : arraySchema(r, -1)
  if (r.chance(0.15)) s.anyOf = [arraySchema(r, 0), arraySchema(r, -1)]
  if (r.chance(0.1)) s.oneOf = [arraySchema(r, -1), arraySchema(r, 0)]
  return s
}

const names = ['a', 'b', 'aa', 'ab', 'c']

function objectSchema(r: Random, depth: number): JsonObject {
  const s: JsonObject = {}
  const some = () => r.shuffled(names).slice(0, r.between(1, 2))
  const child = () => (r.chance(0.15) ? false : itemSchema(r, depth))
  if (r.chance(0.5)) s.properties = Object.fromEntries(some().map((k) => [k, child()]))
  if (r.chance(0.3)) s.patternProperties = { [r.pick(['^a', 'b$', '^[ab]$', '^(a|b|ab)$', '^a{1,2}$'])]: child() }
  if (r.chance(0.5)) s.additionalProperties = r.chance(0.5) ? false : child()
  if (r.chance(0.4)) s.required = some()
  if (r.chance(0.4)) s.minProperties = r.below(4)
  if (r.chance(0.4)) s.maxProperties = r.below(4)
  if (r.chance(0.25))
    s.propertyNames = r.pick<Json>([
      { maxLength: 1 },
      { enum: some() },
      { pattern: '^[ab]+$' },
      { not: { const: 'a' } },
    ])
  if (r.chance(0.2)) s.dependentRequired = { [r.pick(names)]: some() }
  if (r.chance(0.15))
    s.dependentSchemas = {
      [r.pick(names)]: { maxProperties: r.between(1, 3), ...(r.chance(0.5) ? { required: some() } : {}) },
    }
  return s
}

export function randomObjects(r: Random): Json {
  const s: JsonObject = { type: 'object', ...objectSchema(r, r.chance(0.2) ? 1 : 0) }
  if (r.chance(0.3)) s.not = objectSchema(r, 0)
  if (r.chance(0.25)) s.anyOf = [objectSchema(r, 0), objectSchema(r, 0)]
  if (r.chance(0.1)) s.oneOf = [objectSchema(r, 0), objectSchema(r, 0)]
  return s
}

/** All arrays of up to two of many values, and longer ones of fewer. */
export function smallArrays(): Json[] {
  const result: Json[] = [[]]
  const all = [...scalars, ...inner]
  for (const x of all) result.push([x], ...all.map((y) => [x, y]))
  const few: Json[] = [null, true, 0, 1, 'a']
  for (const x of few) for (const y of few) for (const z of few) result.push([x, y, z], ...few.map((w) => [x, y, z, w]))
  return result
}

/** Arrays in arrays: of up to three of some, and of up to two of those. */
export function nestedArrays(): Json[] {
  const few: Json[] = [[], [[]], [0], [[], [[]]], { a: [] }, 0, null]
  const result: Json[] = [[]]
  for (const x of few) {
    result.push([x], [[x]], [[[x]]])
    for (const y of few) result.push([x, y], [[x, y]], [[x], y], [x, [y]], ...few.map((z) => [x, y, z]))
  }
  return result
}

/** All objects with a few keys and values, in one order. */
export function smallObjects(): Json[] {
  let result: JsonObject[] = [{}]
  for (const name of [...names, 'd']) {
    const choices: Json[] = name.length === 1 ? [null, 0, 'a'] : [1]
    result = result.flatMap((o) => [o, ...choices.map((v) => ({ ...o, [name]: v }))])
  }
  return [...result.filter((o) => Object.keys(o).length <= 4), ...scalars.map((v) => ({ a: v }))]
}
