/** What a local reference (`#`, `#/pointer`, `#anchor`, or the `$id` of a definition) points to; undefined if it is not found here. */
export function resolveLocal(root: unknown, ref: string): unknown {
  if (ref === '#') return root
  if (ref.startsWith('#/')) {
    let node: unknown = root
    for (const part of ref.slice(2).split('/')) {
      const key = unescapePointer(part)
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined
      node = (node as Record<string, unknown>)[key]
    }
    return node
  }
  const anchor = ref.startsWith('#') ? ref.slice(1) : undefined
  for (const holder of ['$defs', 'definitions']) {
    const definitions = (root as Record<string, unknown>)[holder]
    if (!isObject(definitions)) continue
    for (const definition of Object.values(definitions)) {
      if (!isObject(definition)) continue
      if (anchor === undefined ? definition.$id === ref : definition.$anchor === anchor) return definition
    }
  }
  return undefined
}

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unescapePointer(part: string): string {
  let text = part
  try {
    text = decodeURIComponent(part)
  } catch {
    // Not percent-encoded after all: the pointer is taken as it stands.
  }
  return text.replace(/~1/g, '/').replace(/~0/g, '~')
}
