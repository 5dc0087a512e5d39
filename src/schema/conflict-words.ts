/** A conflict in a sentence. */
import { isWithin, type Unit } from './conflict.js'
import type { Json, SchemaDocuments } from './document.js'
import { escapePointer } from './document.js'

/** Bounds that a value must lie between, lower first. */
const bounds: readonly (readonly [string, string])[] = [
  ['minimum', 'maximum'],
  ['minimum', 'exclusiveMaximum'],
  ['exclusiveMinimum', 'maximum'],
  ['exclusiveMinimum', 'exclusiveMaximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minContains', 'maxContains'],
  ['minProperties', 'maxProperties'],
]

export function describeConflict(documents: SchemaDocuments, units: readonly Unit[]): string {
  let base = documents.root.pointer
  let rest = [...units]
  const asked: string[] = []
  // What lies elsewhere is reached through references: follow required properties down to where the conflict is.
  for (;;) {
    const here = rest.filter((u) => parentOf(u) === base)
    const below = rest.filter((u) => parentOf(u) !== base)
    const targets = rest.filter((u) => u.keyword === '$ref').map((u) => u.inside[0]!.pointer)
    const leadTo = (place: string) =>
      below.length > 0 && below.every((u) => isWithin(u.path, place) || targets.some((t) => isWithin(u.path, t)))
    const [only] = here
    if (only?.keyword === '$ref' && here.length === 1) {
      const target = only.inside[0]!.pointer
      if (target === base || !leadTo(target)) break
      base = target
      rest = below
      continue
    }
    const names = here.filter((u) => u.keyword === 'required').map((u) => u.operand as string)
    if (names.length !== 1 || !here.every((u) => u.keyword === 'required' || u.keyword === 'type')) break
    const member = `${base}/properties/${escapePointer(names[0]!)}`
    if (!leadTo(member)) break
    asked.push(`${base}/required`)
    base = member
    rest = below
  }
  const conflict = clash(rest, base)
  if (asked.length === 0) return base === '' ? conflict : `${base} cannot have a value: ${conflict}`
  const askers = asked.length === 1 ? `${asked[0]} asks for it` : `${listed(asked)} ask for it`
  return `${base} cannot have a value: ${conflict}; ${askers}`
}

function clash(units: readonly Unit[], base: string): string {
  const [a, b] = units
  const phrase = (u: Unit) => say(u, base)
  if (units.length === 1) return a!.operand === false ? `${phrase(a!)} admits nothing` : `${phrase(a!)} admits no value`
  const known = units.filter((u) => u.keyword !== 'type')
  const kind = units.length > known.length ? ` (${listed(units.filter((u) => u.keyword === 'type').map(phrase))})` : ''
  for (const [low, high] of bounds) {
    const lower = known.find((u) => u.keyword === low)
    const upper = known.find((u) => u.keyword === high)
    if (known.length !== 2 || lower === undefined || upper === undefined) continue
    if (typeof lower.operand !== 'number' || typeof upper.operand !== 'number') continue
    if (lower.operand > upper.operand) return `${phrase(lower)} is above ${phrase(upper)}${kind}`
    if (lower.operand === upper.operand) return `${phrase(lower)} leaves nothing below ${phrase(upper)}${kind}`
  }
  const wanted = units.find((u) => u.keyword === 'required')
  const closed = units.find((u) => u !== wanted && u.operand === false)
  if (known.length === 2 && wanted && closed) return `${phrase(wanted)} asks for what ${phrase(closed)} forbids${kind}`
  if (units.length === 2 && known.length === 1) {
    return `${phrase(known[0]!)} leaves no value of ${phrase(a === known[0] ? b! : a!)}`
  }
  return `${listed(units.map(phrase))} exclude each other`
}

/** 'minimum 5'; with its path where that is elsewhere than at the base. */
function say(unit: Unit, base: string): string {
  const { keyword, operand, path } = unit
  const near = parentOf(unit) === base
  const name = near && keyword !== undefined ? keyword : path.startsWith(`${base}/`) ? path.slice(base.length) : path
  if (keyword === '$ref' || keyword === 'if' || keyword === 'not' || keyword === 'oneOf' || keyword === 'anyOf') {
    return keyword === '$ref' ? `${name} ${shown(operand)}` : name
  }
  if (typeof operand === 'object' && operand !== null && keyword === undefined) return name || 'the schema'
  return `${name || 'the schema'} ${shown(operand)}`
}

function shown(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Conflicts with more parts are told in part. */
const maxListed = 12

function listed(all: readonly string[]): string {
  const items = all.length > maxListed ? [...all.slice(0, maxListed - 1), `${all.length - maxListed + 1} more`] : all
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

function parentOf(unit: Unit): string {
  return unit.keyword === undefined ? unit.path.slice(0, unit.path.lastIndexOf('/')) : unit.location.pointer
}
