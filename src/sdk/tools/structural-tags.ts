import { structuralTags as automatonOf, type Part } from '../../automaton/index.js'
import { OptionError, refuseUnknownOptions } from '../../error/index.js'
import { partOptionNames } from '../options.js'
import type { AnySchema } from '../schema-input.js'
import { type TextSchema, textSchema } from '../text-schema.js'
import { compilePart, type PartOptions } from './compile-part.js'

/** A tag in free text: what opens it, a schema or a constraint for what stands in it, what closes it. */
export type SchemaTag =
  | { begin: string; schema: AnySchema; content?: never; end: string }
  | { begin: string; content: Part; schema?: never; end: string }

export interface SchemaTagOptions extends PartOptions {
  tags: readonly SchemaTag[]
  /** See `structuralTags` of the core. */
  triggers?: readonly string[]
  atLeastOne?: boolean
  stopAfterFirst?: boolean
}

/**
 * Free text with tags whose contents have schemas: `Let me see. <tool>{"city":"Oslo"}</tool>`. The value is the text.
 *
 * @throws SchemaError, LimitError for a schema that cannot be compiled; OptionError as the core's `structuralTags`
 */
export function structuralTags(options: SchemaTagOptions): TextSchema<string> {
  const own = ['tags', 'triggers', 'atLeastOne', 'stopAfterFirst']
  refuseUnknownOptions(options, [...own, ...partOptionNames], 'structuralTags()')
  const { tags, triggers, atLeastOne, stopAfterFirst, ...partOptions } = options
  const read = tags.map((tag) => {
    refuseUnknownOptions(tag, ['begin', 'schema', 'content', 'end'], 'a tag of structuralTags()')
    const { begin, schema, content, end } = tag
    if ((schema === undefined) === (content === undefined)) {
      throw new OptionError(`The tag ${JSON.stringify(begin)} needs either a schema or a content.`, {
        code: 'bad-option',
        option: 'tags',
        hint: 'Pass schema: … for JSON, or content: … for another constraint.',
      })
    }
    return { begin, content: content ?? compilePart(schema!, partOptions), end }
  })
  const constraint = automatonOf({
    tags: read,
    ...(triggers === undefined ? {} : { triggers }),
    ...(atLeastOne === undefined ? {} : { atLeastOne }),
    ...(stopAfterFirst === undefined ? {} : { stopAfterFirst }),
  })
  return textSchema(constraint)
}
