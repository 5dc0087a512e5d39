import { type AST, RegExpParser, RegExpSyntaxError, visitRegExpAST } from '@eslint-community/regexpp'
import { LimitError, RegexError } from '../error/index.js'
import { intersect, normalise, subtract, union } from './char-set.js'
import { F_LOOKS } from './nodes.js'
import { type Expr, ExprPool } from './pool.js'
import { findReferences, type References, refused } from './references.js'
import { closeOverCase, DIGIT, LINE_TERMINATOR, negated, propertySet, SPACE, wordSet } from './unicode.js'

const MAX_DEPTH = 250
const MAX_ASSERTIONS = 1000

/**
 * How a source without the flags u and v is read. 'auto': as if it had u, and without it where that
 * is a syntax error (\- and other needless escapes, a literal ] or {). 'legacy': without u.
 */
export type SyntaxMode = 'auto' | 'legacy'

/**
 * The texts that the pattern matches as a whole, as `^(?:pattern)$` does without the flag m.
 *
 * Everything of ECMA-262 but properties of strings (\p{RGI_Emoji}) is exact, look-arounds and anchors
 * in any place and nesting included, and back-references but for the few that are refused by name:
 * into or out of a look-behind, out of a look-ahead, out of a repeated group that may be empty, and
 * to both a group and a group within it. Matching is over code points, with or without u. The flags
 * g, y and d say nothing about a language and are ignored.
 * @throws RegexError codes 'syntax', 'backreference', 'unsupported-property', 'flags'
 * @throws LimitError limits 'nesting', 'assertions', 'count', 'expressions'
 */
export function parsePattern(pool: ExprPool, source: string, flags?: string, mode?: SyntaxMode): Expr {
  return build(pool, source, flags, mode, (builder, pattern) =>
    pool.close(pool.altOf(pattern.alternatives.map((alternative) => builder.alternative(alternative)))),
  )
}

/**
 * The texts in which a search finds a match of the pattern somewhere, as `RegExp.prototype.test`.
 * @throws as parsePattern
 */
export function parseSearch(pool: ExprPool, source: string, flags?: string, mode?: SyntaxMode): Expr {
  return build(pool, source, flags, mode, (builder, pattern) => {
    // Apart where they hold assertions: an anchor of one alternative then anchors only that.
    const plain: Expr[] = []
    const found: Expr[] = []
    for (const alternative of topAlternatives(pattern)) {
      const before = builder.assertions
      const e = builder.alternative(alternative)
      if (builder.assertions === before) plain.push(e)
      else found.push(pool.close(pool.concatOf([ExprPool.ALL, e, ExprPool.ALL])))
    }
    if (plain.length > 0) found.push(pool.concatOf([ExprPool.ALL, pool.altOf(plain), ExprPool.ALL]))
    return pool.altOf(found)
  })
}

/** The alternatives of a pattern, or those of the one group it consists of. */
function topAlternatives(pattern: AST.Pattern): readonly AST.Alternative[] {
  let { alternatives } = pattern
  for (;;) {
    const elements = alternatives.length === 1 ? alternatives[0]!.elements : []
    const only = elements.length === 1 ? elements[0]! : undefined
    if (only?.type !== 'CapturingGroup' && (only?.type !== 'Group' || only.modifiers !== null)) return alternatives
    alternatives = only.alternatives
  }
}

function build(
  pool: ExprPool,
  source: string,
  flags: string | undefined,
  mode: SyntaxMode | undefined,
  make: (builder: Builder, pattern: AST.Pattern) => Expr,
): Expr {
  const options = readFlags(source, flags ?? '')
  checkDepth(source)
  const { pattern, unicode, standIns } = parseSource(source, options, mode ?? 'auto')
  try {
    const references: AST.Backreference[] = []
    visitRegExpAST(pattern, { onBackreferenceEnter: (node) => references.push(node) })
    const found = findReferences(source, references)
    return make(new Builder(pool, source, options, unicode, standIns, found), pattern)
  } catch (error) {
    if (error instanceof RangeError) throw nestingError()
    throw error
  }
}

interface FlagSet {
  ignoreCase: boolean
  multiline: boolean
  dotAll: boolean
  unicode: boolean
  unicodeSets: boolean
}

function readFlags(source: string, flags: string): FlagSet {
  const refuse = (message: string, hint: string): RegexError =>
    new RegexError(message, { code: 'flags', pattern: source, hint })
  for (let i = 0; i < flags.length; i++) {
    if (!'dgimsuvy'.includes(flags[i]!)) {
      throw refuse(
        `Unknown regular expression flag '${flags[i]}'.`,
        'Known flags: i, m, s, u, v (d, g and y are ignored).',
      )
    }
    if (flags.indexOf(flags[i]!) !== i) throw refuse(`Flag '${flags[i]}' is given twice.`, 'Give each flag once.')
  }
  if (flags.includes('u') && flags.includes('v')) throw refuse("Flags 'u' and 'v' exclude each other.", 'Keep one.')
  return {
    ignoreCase: flags.includes('i'),
    multiline: flags.includes('m'),
    dotAll: flags.includes('s'),
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  }
}

function nestingError(): LimitError {
  return new LimitError(`A pattern nests groups or classes deeper than ${MAX_DEPTH}.`, {
    code: 'limit',
    limit: 'nesting',
    value: MAX_DEPTH,
    hint: 'Flatten the groups.',
  })
}

/** The parser recurses on groups: refuse depth before it does. */
function checkDepth(source: string): void {
  let depth = 0
  for (let i = 0; i < source.length; i++) {
    const ch = source[i]
    if (ch === '\\') i++
    else if (ch === '(' || ch === '[') {
      if (++depth > MAX_DEPTH) throw nestingError()
    } else if ((ch === ')' || ch === ']') && depth > 0) depth--
  }
}

interface Parsed {
  pattern: AST.Pattern
  unicode: boolean
  standIns: Map<number, number>
}

function parseSource(source: string, flags: FlagSet, mode: SyntaxMode): Parsed {
  const parser = new RegExpParser({ ecmaVersion: 2025 })
  const none = new Map<number, number>()
  const explicit = flags.unicode || flags.unicodeSets
  let failure: unknown
  if (explicit || mode === 'auto') {
    try {
      const pattern = parser.parsePattern(source, 0, source.length, {
        unicode: !flags.unicodeSets,
        unicodeSets: flags.unicodeSets,
      })
      return { pattern, unicode: true, standIns: none }
    } catch (error) {
      failure = error
    }
  }
  if (!explicit) {
    try {
      // Without u the parser reads code units: each astral character is parsed as a unit that does
      // not occur in the source, in the same order so that ranges stay ranges.
      const standIns = new Map<number, number>()
      const legacy = replaceAstral(source, standIns)
      const pattern = parser.parsePattern(legacy, 0, legacy.length, { unicode: false, unicodeSets: false })
      return { pattern, unicode: false, standIns }
    } catch (error) {
      failure ??= error
    }
  }
  if (failure instanceof RangeError) throw nestingError()
  if (!(failure instanceof RegExpSyntaxError)) throw failure
  const reason = failure.message.slice(failure.message.lastIndexOf(': ') + 2)
  throw new RegexError(`Invalid regular expression at offset ${failure.index}: ${reason}.`, {
    code: 'syntax',
    pattern: source,
    position: failure.index,
    hint: 'The syntax is that of ECMA-262 (JavaScript).',
    cause: failure,
  })
}

function replaceAstral(source: string, standIns: Map<number, number>): string {
  const astral = new Set<number>()
  for (const ch of source) if (ch.length > 1) astral.add(ch.codePointAt(0)!)
  if (astral.size === 0) return source
  const replacement = new Map<number, string>()
  let unit = 0xffff
  for (const codePoint of Array.from(astral).sort((x, y) => y - x)) {
    while (source.includes(String.fromCharCode(unit))) unit--
    standIns.set(unit, codePoint)
    replacement.set(codePoint, String.fromCharCode(unit--))
  }
  let out = ''
  for (const ch of source) out += ch.length > 1 ? replacement.get(ch.codePointAt(0)!)! : ch
  return out
}

/** A class with the v flag: single code points and longer (or empty) strings. */
interface ClassSet {
  ranges: number[]
  strings: Map<string, number[]>
}

class Builder {
  /** Assertions met so far. */
  assertions = 0

  constructor(
    readonly pool: ExprPool,
    readonly source: string,
    readonly flags: FlagSet,
    readonly unicode: boolean,
    readonly standIns: Map<number, number>,
    readonly references: References,
  ) {}

  alternatives(list: readonly AST.Alternative[]): Expr {
    return this.pool.altOf(list.map((alternative) => this.alternative(alternative)))
  }

  alternative(node: AST.Alternative): Expr {
    return this.sequence(node, ExprPool.EPSILON)
  }

  /** The alternative and what follows it, which may refer to its groups. */
  sequence(node: AST.Alternative, then: Expr): Expr {
    const { exporting } = this.references
    const { elements } = node
    if (!elements.some((element) => exporting.has(element))) {
      return this.pool.concatOf([...elements.map((element) => this.element(element)), then])
    }
    let result = then
    for (let i = elements.length - 1; i >= 0; i--) result = this.follow(elements[i]!, result)
    return result
  }

  /** The element and what follows it, which may refer to its groups. */
  follow(node: AST.Element, then: Expr): Expr {
    const { pool, references } = this
    if (!references.exporting.has(node)) return pool.pair(this.element(node), then)
    switch (node.type) {
      case 'CapturingGroup': {
        const number = references.groups.get(node)
        if (number === undefined) return this.branches(node.alternatives, then)
        if (node.alternatives.some((x) => references.exporting.has(x))) {
          throw refused(this.source, node, 'has another such group inside')
        }
        return pool.captures.group(number, this.alternatives(node.alternatives), then)
      }
      case 'Group':
        return this.withModifiers(node, () => this.branches(node.alternatives, then))
      case 'Quantifier': {
        const without = this.forget(node, then)
        if (node.max === 0) return without
        if (node.min === 1 && node.max === 1) return this.follow(node.element, then)
        const last = this.follow(node.element, then)
        if (node.min === 0 && node.max === 1) return pool.alt(without, last)
        // The last round is the one that counts.
        const round = this.element(node.element)
        if (pool.nullable(round) || pool.flags[round]! & F_LOOKS) {
          throw refused(this.source, node, 'is repeated and may match nothing')
        }
        const some = pool.pair(pool.repeat(round, Math.max(0, node.min - 1), node.max - 1), last)
        return node.min === 0 ? pool.alt(without, some) : some
      }
      default:
        return pool.pair(this.element(node), then)
    }
  }

  branches(alternatives: readonly AST.Alternative[], then: Expr): Expr {
    return this.pool.altOf(
      alternatives.map((alternative) => {
        // The groups of the other alternatives take no part.
        let rest = then
        for (const other of alternatives) if (other !== alternative) rest = this.forget(other, rest)
        return this.sequence(alternative, rest)
      }),
    )
  }

  /** `then` where the groups inside the node have no text. */
  forget(node: AST.Node, then: Expr): Expr {
    let result = then
    for (const [group, number] of this.references.groups) {
      if (group.start >= node.start && group.end <= node.end) result = this.pool.captures.replace(result, number, [])
    }
    return result
  }

  element(node: AST.Element): Expr {
    const { pool } = this
    switch (node.type) {
      case 'Assertion':
        return this.assertion(node)
      case 'Quantifier':
        return pool.repeat(this.element(node.element), node.min, node.max)
      case 'CapturingGroup':
        return this.alternatives(node.alternatives)
      case 'Group':
        return this.group(node)
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass':
        return this.classExpr(this.classSet(node))
      case 'Backreference':
        // At most one of several groups of one name takes part; the others have no text.
        return pool.concatOf(
          this.references.of.get(node)!.map((i) => {
            return pool.captures.reference(i, this.flags.ignoreCase ? (this.unicode ? 2 : 1) : 0)
          }),
        )
    }
  }

  group(node: AST.Group): Expr {
    return this.withModifiers(node, () => this.alternatives(node.alternatives))
  }

  withModifiers(node: AST.Group, inside: () => Expr): Expr {
    if (node.modifiers === null) return inside()
    const { add, remove } = node.modifiers
    const saved = { ...this.flags }
    for (const flag of ['ignoreCase', 'multiline', 'dotAll'] as const) {
      if (add[flag]) this.flags[flag] = true
      if (remove?.[flag]) this.flags[flag] = false
    }
    const e = inside()
    Object.assign(this.flags, saved)
    return e
  }

  assertion(node: AST.Assertion): Expr {
    const { pool } = this
    const { ALL, EPSILON } = ExprPool
    if (++this.assertions > MAX_ASSERTIONS) {
      throw new LimitError(`A pattern has more than ${MAX_ASSERTIONS} assertions.`, {
        code: 'limit',
        limit: 'assertions',
        value: MAX_ASSERTIONS,
        hint: 'Split the pattern.',
      })
    }
    switch (node.kind) {
      case 'start': {
        if (!this.flags.multiline) return pool.behind(EPSILON)
        return pool.behind(pool.alt(EPSILON, pool.concat(ALL, this.set(LINE_TERMINATOR))))
      }
      case 'end': {
        if (!this.flags.multiline) return pool.look(EPSILON)
        return pool.look(pool.alt(EPSILON, pool.concat(this.set(LINE_TERMINATOR), ALL)))
      }
      case 'word': {
        const word = this.set(wordSet(this.flags.ignoreCase, this.unicode))
        const after = pool.concat(word, ALL)
        const before = pool.concat(ALL, word)
        const wordAfter = pool.look(after)
        const otherAfter = pool.look(pool.not(after))
        const wordBefore = pool.behind(before)
        const otherBefore = pool.behind(pool.not(before))
        return node.negate
          ? pool.alt(pool.concat(wordBefore, wordAfter), pool.concat(otherBefore, otherAfter))
          : pool.alt(pool.concat(wordBefore, otherAfter), pool.concat(otherBefore, wordAfter))
      }
      case 'lookahead': {
        const rest = pool.concat(this.alternatives(node.alternatives), ALL)
        return pool.look(node.negate ? pool.not(rest) : rest)
      }
      case 'lookbehind': {
        const before = pool.concat(ALL, this.alternatives(node.alternatives))
        return pool.behind(node.negate ? pool.not(before) : before)
      }
    }
  }

  set(ranges: ArrayLike<number>): Expr {
    return this.pool.charClass(Array.from(ranges))
  }

  classExpr(value: ClassSet): Expr {
    const { pool } = this
    const single = pool.charClass(value.ranges)
    if (value.strings.size === 0) return single
    const strings = Array.from(value.strings.values(), (points) =>
      pool.concatOf(points.map((p) => pool.charClass(this.folded([p, p])))),
    )
    return pool.altOf([single, ...strings])
  }

  folded(ranges: number[]): number[] {
    return this.flags.ignoreCase ? closeOverCase(ranges, this.unicode) : ranges
  }

  character(node: AST.Character): number {
    return this.standIns.get(node.value) ?? node.value
  }

  /** The value of a class or of an operand of one. With the flag i every operand is closed over case. */
  classSet(node: AST.Element | AST.CharacterClassElement | AST.ClassIntersection | AST.ClassSubtraction): ClassSet {
    switch (node.type) {
      case 'Character': {
        const c = this.character(node)
        return this.plain(this.folded([c, c]))
      }
      case 'CharacterClassRange':
        return this.plain(this.folded([this.character(node.min), this.character(node.max)]))
      case 'CharacterSet':
        return this.plain(this.characterSet(node))
      case 'CharacterClass': {
        const pairs: number[] = []
        const strings = new Map<string, number[]>()
        for (const element of node.elements) {
          const part = this.classSet(element)
          for (const x of part.ranges) pairs.push(x)
          for (const [key, points] of part.strings) strings.set(key, points)
        }
        return { ranges: negated(normalise(pairs), node.negate), strings }
      }
      case 'ExpressionCharacterClass': {
        const value = this.classSet(node.expression)
        return { ranges: negated(value.ranges, node.negate), strings: value.strings }
      }
      case 'ClassIntersection': {
        const left = this.classSet(node.left)
        const right = this.classSet(node.right)
        const strings = new Map(Array.from(left.strings).filter(([key]) => right.strings.has(key)))
        return { ranges: intersect(left.ranges, right.ranges), strings }
      }
      case 'ClassSubtraction': {
        const left = this.classSet(node.left)
        const right = this.classSet(node.right)
        const strings = new Map(Array.from(left.strings).filter(([key]) => !right.strings.has(key)))
        return { ranges: subtract(left.ranges, right.ranges), strings }
      }
      case 'ClassStringDisjunction': {
        let ranges: number[] = []
        const strings = new Map<string, number[]>()
        for (const alternative of node.alternatives) {
          const points = alternative.elements.map((c) => this.character(c))
          if (points.length === 1) ranges = union(ranges, this.folded([points[0]!, points[0]!]))
          else strings.set(points.map((p) => this.folded([p, p])[0]).join(), points)
        }
        return { ranges, strings }
      }
      default:
        throw new Error(`unexpected ${node.type} in a character class`)
    }
  }

  plain(ranges: number[]): ClassSet {
    return { ranges, strings: new Map() }
  }

  characterSet(node: AST.CharacterSet): number[] {
    switch (node.kind) {
      case 'any':
        return this.flags.dotAll ? [0, 0x10ffff] : negated(LINE_TERMINATOR, true)
      case 'digit':
        return negated(DIGIT, node.negate)
      case 'space':
        return negated(SPACE, node.negate)
      case 'word':
        return negated(wordSet(this.flags.ignoreCase, this.unicode), node.negate)
      case 'property': {
        if (node.strings) {
          throw new RegexError(`Property of strings ${node.raw} at offset ${node.start} is not supported.`, {
            code: 'unsupported-property',
            pattern: this.source,
            position: node.start,
            hint: 'Use a property of characters, such as \\p{Emoji}, or list the strings with \\q{…}.',
          })
        }
        const set = propertySet(node.key, node.value)
        // With v the set is folded and then negated, with u negated and then folded.
        if (this.flags.unicodeSets) return negated(this.folded(Array.from(set)), node.negate)
        return this.folded(negated(set, node.negate))
      }
    }
  }
}
