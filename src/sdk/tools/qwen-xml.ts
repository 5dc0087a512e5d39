/**
 * The tool calls of Qwen3-Coder: `<function=name>`, a `<parameter=key>` for each argument with its value on lines of its
 * own, `</function>`. Strings are written as they are, everything else as JSON.
 */
import {
  type Constraint,
  choice,
  compileRegex,
  freeText,
  intersection,
  optional,
  sequence,
} from '../../automaton/index.js'
import { EspalierError, SchemaError } from '../../error/index.js'
import { isObject, type JsonObject, resolveLocal } from '../local-ref.js'
import { readSchema } from '../schema-input.js'
import { compilePart, type PartOptions } from './compile-part.js'
import type { Tool } from './tool-calls.js'

const close = '\n</parameter>'

/** Keywords of a string that the raw form cannot keep to. */
const unsaid = ['pattern', 'format', 'not', 'allOf', 'anyOf', 'oneOf', 'if']

/**
 * From `<function=` to `</function>`: the required parameters and any of the others, in the order of the schema.
 *
 * @throws SchemaError code 'unsupported-keyword' for strings with conditions beyond enum and const, and for objects that are
 *   told otherwise than by `properties`
 */
export function xmlCall(name: string, schema: unknown, parts: PartOptions): Constraint {
  const list: Constraint[] = []
  for (const { key, node, required } of parametersOf(schema)) {
    const path = `/properties/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`
    const value = isString(node) ? rawValue(node as JsonObject, path) : jsonValue(schema, node, parts)
    const parameter = sequence(`<parameter=${key}>\n`, value, '\n')
    list.push(required ? parameter : optional(parameter))
  }
  return sequence(`<function=${name}>\n`, ...list, '</function>')
}

interface Parameter {
  key: string
  node: unknown
  required: boolean
}

function parametersOf(schema: unknown): Parameter[] {
  if (!isObject(schema)) return []
  const keyword = [
    'allOf',
    'anyOf',
    'oneOf',
    '$ref',
    'patternProperties',
    'dependentRequired',
    'not',
    'if',
    'minProperties',
  ].find((word) => word in schema)
  if (keyword !== undefined) {
    throw unsupported('', keyword, 'Declare the parameters of this format by properties and required.')
  }
  const required = Array.isArray(schema.required) ? schema.required : []
  const properties = isObject(schema.properties) ? schema.properties : {}
  const missing = required.find((key) => !Object.hasOwn(properties, key as string))
  if (missing !== undefined) throw unsupported('', 'required', `Declare '${String(missing)}' in properties.`)
  return Object.entries(properties).map(([key, node]) => {
    if (/[<>\n]/.test(key))
      throw unsupported('', 'properties', `Use no angle brackets in the name ${JSON.stringify(key)}.`)
    return { key, node: follow(schema, node), required: required.includes(key) }
  })
}

function follow(root: unknown, node: unknown): unknown {
  let at = node
  for (let i = 0; i < 32 && isObject(at) && typeof at.$ref === 'string' && Object.keys(at).length === 1; i++) {
    at = resolveLocal(root, at.$ref)
  }
  return at
}

function isString(node: unknown): boolean {
  if (!isObject(node)) return false
  if (node.type !== undefined) return node.type === 'string'
  const values = 'const' in node ? [node.const] : node.enum
  return Array.isArray(values) && values.every((value) => typeof value === 'string')
}

/** A string as it is. It ends at the closing tag, so it cannot contain that. */
function rawValue(node: JsonObject, path: string): Constraint {
  const keyword = unsaid.find((word) => word in node)
  if (keyword !== undefined) {
    throw unsupported(
      path,
      keyword,
      "A string is written without quotes here: use enum, const or no condition, or the format 'qwen'.",
    )
  }
  const values = 'const' in node ? [node.const] : node.enum
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = node as { minLength?: number; maxLength?: number }
  const fits = (length: number): boolean => length >= minLength && length <= maxLength
  if (!Array.isArray(values)) {
    if (minLength <= 0 && maxLength === Number.POSITIVE_INFINITY) return freeText({ until: close })
    const most = maxLength === Number.POSITIVE_INFINITY ? '' : Math.floor(maxLength)
    const bounded = compileRegex(`[\\s\\S]{${Math.ceil(minLength)},${most}}`)
    return sequence(intersection(bounded, freeText({ forbid: [close] })), close)
  }
  const texts = values
    .filter((value) => typeof value === 'string')
    .filter((text) => !text.includes(close) && fits(Array.from(text).length))
  return sequence(choice(texts), close)
}

function jsonValue(root: unknown, node: unknown, parts: PartOptions): Constraint {
  // References into the schema of the tool need its definitions.
  const definitions = isObject(root)
    ? Object.fromEntries(
        Object.entries(root).filter(([key]) => key === '$defs' || key === 'definitions' || key === '$schema'),
      )
    : {}
  const schema = isObject(node) ? { ...definitions, ...node } : (node as boolean)
  return sequence(compilePart(schema, { whitespace: 'compact', ...parts }), close)
}

/** The call at the beginning of a text after `<tool_call>`, and how long it is with `</tool_call>`. */
export function parseXmlCall(
  text: string,
  tools: readonly Tool[],
): { name: string; values: Record<string, unknown>; length: number } {
  const head = /^\n?<function=([^>\n]+)>\n/.exec(text)
  const tool = head && tools.find((one) => one.name === head[1])
  if (!head || !tool) throw malformed(text)
  const schema = readSchema(tool.parameters).json
  const nodes = new Map(parametersOf(schema).map(({ key, node }) => [key, node]))
  const values: Record<string, unknown> = {}
  let at = head[0].length
  for (;;) {
    const tail = /^<\/function>\n?<\/tool_call>/.exec(text.slice(at))
    if (tail) return { name: tool.name, values, length: at + tail[0].length }
    const open = /^<parameter=([^>\n]+)>\n/.exec(text.slice(at))
    const stop = open ? text.indexOf(close, at + open[0].length) : -1
    if (!open || stop < 0) throw malformed(text)
    const raw = text.slice(at + open[0].length, stop)
    const value = isString(nodes.get(open[1]!)) ? raw : JSON.parse(raw)
    Object.defineProperty(values, open[1]!, { value, writable: true, enumerable: true, configurable: true })
    at = stop + close.length + 1
  }
}

function malformed(text: string): EspalierError {
  return new EspalierError(`This text is no tool call of the format: ${JSON.stringify(text.slice(0, 200))}.`, {
    code: 'malformed-tool-call',
    hint: 'Parse texts that were written under the constraint of the same tools and format.',
  })
}

function unsupported(path: string, keyword: string, hint: string): SchemaError {
  return new SchemaError(`The tool call format 'qwen3-coder' has no words for '${keyword}'.`, {
    code: 'unsupported-keyword',
    path: `${path}/${keyword}`,
    keyword,
    hint,
  })
}
