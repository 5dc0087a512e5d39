/**
 * Keeps the model from inventing properties. An object schema that declares properties and does not say what else may
 * be there allows everything else; a model that writes such an object may go on forever. Here every such schema
 * is closed (`additionalProperties: false`) *where that can only make the language smaller*: everything still written
 * fits the original schema.
 *
 * Closing is sound in positions where a smaller subschema makes a smaller whole (property values, items, branches of
 * anyOf, definitions used only from such places). It is not under `not`, `if`, `contains` or `oneOf`, where less
 * below may allow more above; a `oneOf` told apart by a constant property is as good as anyOf. It would empty the language
 * where several schemas speak about one object (allOf, `$ref` or anyOf beside properties), so those stay open.
 */
import { isObject, type JsonObject, resolveLocal } from './local-ref.js'

/** Keywords that speak about the same object from elsewhere, or that need members not declared here. */
const speaksAlso = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  'dependentSchemas',
  'dependencies',
  'dependentRequired',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'minProperties',
]

/** A copy of the schema with its open objects closed; the schema itself if there is nothing to close. */
export function closeObjects(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const closable = new Set<object>()
  const fixed = new Set<object>()
  survey(schema, closable, fixed)
  for (const node of fixed) closable.delete(node)
  return closable.size === 0 ? schema : copy(schema, closable)
}

interface Visit {
  node: unknown
  /** A smaller schema here makes a smaller whole, and nobody else speaks about this object. */
  alone: boolean
}

/** Visits all subschemas; one reached both alone and otherwise is fixed as it is. */
function survey(root: JsonObject, closable: Set<object>, fixed: Set<object>): void {
  const seenAlone = new Set<object>()
  const seenOtherwise = new Set<object>()
  const pending: Visit[] = [{ node: root, alone: true }]
  while (pending.length > 0) {
    const { node, alone } = pending.pop()!
    if (!isObject(node)) continue
    const seen = alone ? seenAlone : seenOtherwise
    if (seen.has(node)) continue
    seen.add(node)
    if (!alone) fixed.add(node)
    else if (isOpenObject(node)) closable.add(node)
    visitChildren(node, alone, root, pending)
  }
}

function visitChildren(node: JsonObject, alone: boolean, root: unknown, pending: Visit[]): void {
  const all = (children: unknown, childAlone: boolean) => {
    if (Array.isArray(children) || isObject(children)) {
      for (const child of Object.values(children)) pending.push({ node: child, alone: childAlone })
    }
  }
  const one = (child: unknown, childAlone: boolean) => pending.push({ node: child, alone: childAlone })
  // Members and items are values of their own, but only if no second schema rules the same member.
  const inner = alone && !speaksAlso.some((keyword) => keyword in node && keyword !== 'additionalProperties')
  all(node.properties, inner)
  one(node.additionalProperties, inner)
  one(node.unevaluatedProperties, false)
  all(node.patternProperties, false)
  if (Array.isArray(node.items)) all(node.items, inner)
  else one(node.items, inner)
  all(node.prefixItems, inner)
  one(node.additionalItems, inner)
  // In place: a branch is alone only if the schema around it says nothing about objects.
  const bare = alone && !('properties' in node) && !('required' in node)
  const only = (keyword: string) => bare && speaksAlso.every((other) => other === keyword || !(other in node))
  all(node.anyOf, only('anyOf'))
  all(node.oneOf, only('oneOf') && toldApart(node.oneOf, root))
  all(node.allOf, false)
  for (const keyword of ['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems'])
    one(node[keyword], false)
  all(node.dependentSchemas, false)
  all(node.dependencies, false)
  if (typeof node.$ref === 'string') one(resolveLocal(root, node.$ref), only('$ref'))
  if ('$dynamicRef' in node || '$recursiveRef' in node) one(root, false)
}

function isOpenObject(node: JsonObject): boolean {
  if (!isObject(node.properties) || speaksAlso.some((keyword) => keyword in node)) return false
  const declared = node.properties
  return !Array.isArray(node.required) || node.required.every((key) => Object.hasOwn(declared, key as string))
}

/** True if some property is required in every branch with constants that differ from branch to branch. */
function toldApart(branches: unknown, root: unknown): boolean {
  if (!Array.isArray(branches)) return false
  const objects: JsonObject[] = []
  for (const branch of branches) {
    const target = isObject(branch) && typeof branch.$ref === 'string' ? resolveLocal(root, branch.$ref) : branch
    if (!isObject(target) || !isObject(target.properties) || target.type !== 'object') return false
    objects.push(target)
  }
  const keys = Object.keys(objects[0]?.properties ?? {})
  return keys.some((key) => {
    const constants: unknown[] = []
    for (const { properties, required } of objects) {
      const property = (properties as JsonObject)[key]
      if (!isObject(property) || !Array.isArray(required) || !required.includes(key)) return false
      const values = 'const' in property ? [property.const] : property.enum
      if (!Array.isArray(values)) return false
      constants.push(...values)
    }
    return constants.every((c) => c === null || typeof c !== 'object') && new Set(constants).size === constants.length
  })
}

function copy(node: unknown, closable: ReadonlySet<object>): unknown {
  if (Array.isArray(node)) return node.map((child) => copy(child, closable))
  if (!isObject(node)) return node
  const result: JsonObject = {}
  for (const [key, child] of Object.entries(node)) {
    Object.defineProperty(result, key, {
      // Values that are data, not schemas, stay as they are.
      value:
        key === 'const' || key === 'enum' || key === 'default' || key === 'examples' ? child : copy(child, closable),
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  if (closable.has(node)) result.additionalProperties = false
  return result
}
