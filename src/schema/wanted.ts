/** What keywords allow, in words. */
import type { Json, JsonObject } from './document.js'

export interface Words {
  /** After the name of the value: 'must be at least 5'. */
  readonly message: string
  /** What this keyword and those of its kind beside it allow. */
  readonly allowed: readonly string[]
}

const numeric = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf']
const groups: readonly (readonly string[])[] = [
  numeric,
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
]

/** Only for keywords that assert something by themselves. */
export function wanted(schema: JsonObject, keyword: string): Words {
  const group = groups.find((g) => g.includes(keyword)) ?? [keyword]
  const allowed = group.flatMap((k) => (schema[k] === undefined ? [] : (phrase(schema, k) ?? [])))
  return { message: messageOf(schema, keyword), allowed: allowed.length === 0 ? [] : [allowed.join(' and ')] }
}

function phrase(schema: JsonObject, keyword: string): string | undefined {
  const value = schema[keyword]!
  switch (keyword) {
    case 'minimum':
      return `${schema.exclusiveMinimum === true ? '>' : '>='} ${value}`
    case 'maximum':
      return `${schema.exclusiveMaximum === true ? '<' : '<='} ${value}`
    case 'exclusiveMinimum':
      return typeof value === 'number' ? `> ${value}` : undefined
    case 'exclusiveMaximum':
      return typeof value === 'number' ? `< ${value}` : undefined
    case 'multipleOf':
      return `a multiple of ${value}`
    case 'minLength':
      return `at least ${counted(value as number, 'character')}`
    case 'maxLength':
      return `at most ${counted(value as number, 'character')}`
    case 'minItems':
      return `at least ${counted(value as number, 'item')}`
    case 'maxItems':
      return `at most ${counted(value as number, 'item')}`
    case 'minProperties':
      return `at least ${counted(value as number, 'property')}`
    case 'maxProperties':
      return `at most ${counted(value as number, 'property')}`
    case 'pattern':
      return `a string matching ${shown(value)}`
    case 'format':
      return `the format ${value}`
    case 'uniqueItems':
      return 'items that differ'
    case 'type':
      return Array.isArray(value) ? value.join(' or ') : String(value)
    case 'const':
      return shown(value)
    case 'enum':
      return (value as Json[]).length > 12 ? undefined : (value as Json[]).map(shown).join(' or ')
    default:
      return undefined
  }
}

function messageOf(schema: JsonObject, keyword: string): string {
  const value = schema[keyword]!
  switch (keyword) {
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return `must have ${phrase(schema, keyword)}`
    case 'pattern':
      return `must match the pattern ${shown(value)}`
    case 'format':
      return `must be of the format ${value}`
    case 'uniqueItems':
      return 'must have items that differ'
    case 'exclusiveMinimum':
    case 'exclusiveMaximum': {
      const bound = schema[keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum']
      const limit = typeof value === 'number' ? value : bound
      return `must be ${keyword === 'exclusiveMinimum' ? '>' : '<'} ${limit}`
    }
    case 'enum':
      return `must be one of ${clipped((value as Json[]).map(shown).join(', '))}`
    default:
      return `must be ${phrase(schema, keyword) ?? shown(value)}`
  }
}

function counted(n: number, noun: string): string {
  return `${n} ${n === 1 ? noun : noun === 'property' ? 'properties' : `${noun}s`}`
}

function shown(value: Json): string {
  return clipped(JSON.stringify(value))
}

function clipped(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
