import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { sequence, union } from './combine.js'
import type { Constraint } from './constraint.js'
import { type CombineOptions, type Part, readPart } from './parts.js'
import { switchTo } from './switch.js'

/** A piece of structure in free text: what opens it, what stands in it, what closes it. */
export interface StructuralTag {
  begin: string
  content: Part
  end: string
}

export interface StructuralTagOptions extends CombineOptions {
  tags: readonly StructuralTag[]
  /**
   * What the free text must not contain, since it leads to a tag: each is a prefix of the `begin` of some tags, and once it is
   * written one of them must follow. Default: the whole `begin` of every tag.
   */
  triggers?: readonly string[]
  /** Whether the text must have a tag. Default false. */
  atLeastOne?: boolean
  /** Whether the text ends with its first tag. Default false: more text and tags may follow. */
  stopAfterFirst?: boolean
}

/**
 * Free text with tags in it: `Let me look. <tool>{"id":7}</tool> …`. In the free text there is no trigger, so what looks
 * like a tag is one.
 *
 * @throws OptionError if a trigger begins no tag or contains another one, a tag has no trigger or several, on unknown options
 * @throws EspalierError code 'empty-language' if a content accepts nothing
 * @throws LimitError later, from `step`, when the limits are passed
 */
export function structuralTags(options: StructuralTagOptions): Constraint {
  refuseUnknownOptions(options, ['tags', 'triggers', 'atLeastOne', 'stopAfterFirst', 'limits'], 'structuralTags()')
  const { tags, atLeastOne = false, stopAfterFirst = false, limits } = options
  if (!Array.isArray(tags) || tags.length === 0) throw bad('tags', 'is an empty list', 'Pass one tag or more.')
  for (const tag of tags) refuseUnknownOptions(tag, ['begin', 'content', 'end'], 'a tag of structuralTags()')
  const triggers = options.triggers ?? [...new Set(tags.map((tag) => tag.begin))]
  const limit = limits === undefined ? {} : { limits }
  const contents = new Map<string, Constraint[]>(triggers.map((trigger) => [trigger, []]))
  for (const { begin, content, end } of tags) {
    const own = triggers.filter((trigger) => begin.startsWith(trigger))
    if (own.length !== 1) {
      const what = own.length === 0 ? 'has none for' : `has ${own.map((x) => JSON.stringify(x)).join(' and ')} for`
      throw bad(
        'triggers',
        `${what} ${JSON.stringify(begin)}`,
        'Give every tag exactly one trigger that it begins with.',
      )
    }
    const rest = begin.slice(own[0]!.length)
    contents.get(own[0]!)!.push(sequence([rest, readPart(content, 'structuralTags'), end], limit))
  }
  for (const [trigger, list] of contents) {
    if (list.length > 0) continue
    throw bad('triggers', `has ${JSON.stringify(trigger)}, with which no tag begins`, 'Leave it out.')
  }
  return switchTo(
    triggers.map((begin) => ({ begin, content: union(contents.get(begin)!, limit) })),
    {
      min: atLeastOne ? 1 : 0,
      ...(stopAfterFirst ? { max: 1, stopAfterLast: true } : {}),
      ...limit,
    },
  )
}

function bad(option: string, what: string, hint: string): OptionError {
  return new OptionError(`'${option}' of structuralTags() ${what}.`, { code: 'bad-option', option, hint })
}
