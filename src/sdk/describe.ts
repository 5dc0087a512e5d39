/** How the model is told what to write: a description of the schema as (part of) the system message. */
import type { Message } from '../engine/engine.js'
import { OptionError } from '../error/index.js'
import { describeShorthand } from './describe-shorthand.js'
import { describeTypescript } from './describe-typescript.js'

/**
 * - `typescript`: a compact TypeScript type, descriptions as comments (the default)
 * - `json-schema`: the schema as it is
 * - `shorthand`: one line of field names and marks, what the embedded model was trained on
 * - `none`: nothing; the model sees your messages only
 * - a function: your own words, made from the JSON Schema; they become the system message as they are
 */
export type Describe = 'typescript' | 'json-schema' | 'shorthand' | 'none' | ((schema: unknown) => string)

export const describeKinds = ['typescript', 'json-schema', 'shorthand', 'none'] as const

/** The text for the system message, '' for none. */
export function describeSchema(schema: unknown, describe: Describe): string {
  if (typeof describe === 'function') {
    const text: unknown = describe(schema)
    if (typeof text === 'string') return text
    throw new OptionError(`The 'describe' function returned ${text === null ? 'null' : typeof text}.`, {
      code: 'invalid-option',
      option: 'describe',
      hint: 'Return the text of the system message as a string.',
    })
  }
  switch (describe) {
    case 'typescript':
      return `Answer with one JSON value of this TypeScript type and nothing else:\n${describeTypescript(schema)}`
    case 'json-schema':
      return `Answer with one JSON value that fits this JSON Schema and nothing else:\n${JSON.stringify(schema)}`
    case 'shorthand':
      return describeShorthand(schema)
    case 'none':
      return ''
  }
}

/** The conversation with the description in its system message, behind what the caller's own system message says. */
export function withDescription(messages: readonly Message[], description: string): Message[] {
  if (description === '') return [...messages]
  const first = messages[0]
  if (first?.role !== 'system') return [{ role: 'system', content: description }, ...messages]
  return [{ role: 'system', content: `${first.content}\n\n${description}` }, ...messages.slice(1)]
}
