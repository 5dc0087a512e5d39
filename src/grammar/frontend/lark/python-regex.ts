import type { Source } from '../notation.js'

/** A regular expression of ECMA-262. */
export interface Translated {
  readonly source: string
  readonly flags: string
}

/** A part of an expression, and the lengths in code points of the texts that it can match. */
export interface Part {
  readonly source: string
  readonly least: number
  readonly most: number
  /** How many characters before the part and behind it its look-arounds see. */
  readonly behind: number
  readonly ahead: number
}

const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const WORD = '\\p{L}\\p{N}_'

/**
 * The regular expression of Python's `re` that stands between slashes, in ECMA-262 with the flag u or v. What looks at the
 * text around a lexeme is refused: a lexeme is matched as a whole, and the text around it is not there to be seen. Properties of
 * characters are those of the package `regex`, as far as ECMA-262 calls them the same.
 *
 * @param image with slashes and flags
 * @param at where it stands in `source`
 * @throws GrammarError 'unsupported-pattern', 'bad-pattern'
 */
export function translatePython(image: string, source: Source, at: number): Translated {
  const { part, sets } = translatePart(image, source, at)
  refuseSurroundings(part, source, at)
  const { ignoreCase } = part
  return { source: ignoreCase ? part.plain : part.source, flags: `${ignoreCase ? 'i' : ''}${sets ? 'v' : 'u'}` }
}

/** An expression that is to be a part of another. `sets`: it needs the flag v. */
export function translatePart(image: string, source: Source, at: number): { part: FlaggedPart; sets: boolean } {
  const end = image.lastIndexOf('/')
  const flags = image.slice(end + 1)
  for (const [i, flag] of [...flags].entries()) {
    if ('imsux'.includes(flag)) continue
    const hint = 'Use i, m, s, u and x.'
    const what = flag === 'l' ? 'The flag l depends on a locale.' : `There is no flag ${flag}.`
    throw source.error('unsupported-pattern', what, at + end + 1 + i, hint)
  }
  const { part, sets } = new Translator(image.slice(1, end), flags, source, at + 1).translate()
  const ignoreCase = flags.includes('i')
  return {
    part: { ...part, plain: part.source, source: ignoreCase ? `(?i:${part.source})` : part.source, ignoreCase },
    sets,
  }
}

/** `plain` is the source without the group that sets the flag i. */
export interface FlaggedPart extends Part {
  readonly plain: string
  readonly ignoreCase: boolean
}

/** @throws GrammarError 'unsupported-pattern' for a part whose look-arounds see what is not its own. */
export function refuseSurroundings({ behind, ahead }: Part, source: Source, at: number): void {
  if (behind === 0 && ahead === 0) return
  const what = behind > 0 ? 'before' : 'behind'
  throw source.error('unsupported-pattern', `The expression looks at the text ${what} it.`, at, wholeHint)
}

const wholeHint = 'A terminal is matched as a whole, and always the longest text: say what the text itself is.'

class Translator {
  private i = 0
  private depth = 0
  private sets = false
  private dotAll: boolean
  private verbose: boolean
  private readonly references: boolean
  private groups = 0
  private readonly names = new Map<string, number>()

  constructor(
    private readonly text: string,
    flags: string,
    private readonly source: Source,
    private readonly at: number,
  ) {
    this.dotAll = flags.includes('s')
    this.verbose = flags.includes('x')
    this.references = /\\[1-9]|\(\?P=/.test(text)
  }

  translate(): { part: Part; sets: boolean } {
    // Classes within classes need the flag v. Which it takes is known only at the end of the first pass.
    let part = this.choice()
    if (this.sets) {
      this.i = 0
      this.groups = 0
      this.names.clear()
      part = this.choice()
    }
    if (this.i < this.text.length) throw this.bad('This bracket closes nothing.', this.i)
    return { part, sets: this.sets }
  }

  private choice(): Part {
    const items = [this.sequence()]
    while (this.text[this.i] === '|') {
      this.i++
      items.push(this.sequence())
    }
    return oneOf(items)
  }

  private sequence(): Part {
    const items: Part[] = []
    for (;;) {
      if (this.verbose) this.skipBlanks()
      const ch = this.text[this.i]
      if (ch === undefined || ch === '|' || ch === ')') break
      const from = this.i
      const item = this.atom()
      if (item) items.push(this.quantified(item, from))
    }
    return joined(items)
  }

  private skipBlanks(): void {
    for (;;) {
      const ch = this.text[this.i]
      if (ch === '#') while (this.i < this.text.length && this.text[this.i] !== '\n') this.i++
      // What Lark has made of \n and the like before the expression is read.
      else if (ch === '\\' && 'nrtf'.includes(this.text[this.i + 1] ?? '.')) this.i += 2
      else if (ch !== undefined && ' \t\n\r\f\v'.includes(ch)) this.i++
      else return
    }
  }

  private quantified(item: Part, from: number): Part {
    if (this.verbose) this.skipBlanks()
    const rest = this.text.slice(this.i)
    const match = /^(?:[*+?]|\{(?!\})(\d*)(,?)(\d*)\})/.exec(rest)
    if (!match) return item
    const [all, low, comma, high] = match
    let min = all === '+' ? 1 : 0
    let max = all === '?' ? 1 : Number.POSITIVE_INFINITY
    if (all.startsWith('{')) {
      min = Number(low || 0)
      max = comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high)
      if (max < min) throw this.bad('The least count is more than the greatest.', this.i)
    }
    const at = this.i
    this.i += all.length
    const more = this.text[this.i]
    if (more === '+') throw this.refused('a possessive repetition', at, 'Write it without the second +.')
    const lazy = more === '?' ? '?' : ''
    if (lazy) this.i++
    if (/^(?:[*+]|\{\d*,?\d*\})/.test(this.text.slice(this.i)) || this.text[this.i] === '?') {
      throw this.bad('A repetition is repeated.', this.i)
    }
    if (
      item.source === '' ||
      (item.most === 0 && (item.behind > 0 || item.ahead > 0 || /^\(\?[<=!]/.test(item.source)))
    ) {
      throw this.bad('There is nothing to repeat.', from)
    }
    const count = all.startsWith('{')
      ? `{${min}${comma === '' ? '' : `,${max === Number.POSITIVE_INFINITY ? '' : max}`}}`
      : all
    return {
      source: `${item.source}${count}${lazy}`,
      least: item.least * min,
      most: item.most === 0 ? 0 : item.most * max,
      behind: item.behind,
      ahead: item.ahead,
    }
  }

  private atom(): Part | undefined {
    const from = this.i
    const ch = this.text[this.i]!
    switch (ch) {
      case '(':
        return this.group()
      case '[':
        return one(this.charClass())
      case '.':
        this.i++
        return one(this.dotAll ? '[^]' : '[^\\n]')
      case '^':
      case '$':
        this.i++
        throw this.around(`has ${ch}, which looks at the text around it`, from)
      case '\\':
        return this.escape()
      case '*':
      case '+':
      case '?':
        throw this.bad('There is nothing to repeat.', from)
      default: {
        const point = this.text.codePointAt(this.i)!
        this.i += point > 0xffff ? 2 : 1
        return one(literal(point))
      }
    }
  }

  private escape(): Part {
    const from = this.i
    const ch = this.text[this.i + 1]
    if (ch === undefined) throw this.bad('The expression ends in a backslash.', from)
    if ('AZbBz'.includes(ch)) throw this.around(`has \\${ch}, which looks at the text around it`, from)
    if (ch >= '1' && ch <= '9') {
      const number = /^\d{1,2}/.exec(this.text.slice(this.i + 1))![0]
      this.i += 1 + number.length
      return { source: `(?:\\${number})`, least: 0, most: Number.POSITIVE_INFINITY, behind: 0, ahead: 0 }
    }
    if ('dDwWsS'.includes(ch)) {
      this.i += 2
      return one(shorthand(ch))
    }
    if (ch === 'p' || ch === 'P') return one(this.property())
    return one(literal(this.escapedPoint(false)))
  }

  /** \p{…}, which Lark knows with the option regex, and llguidance always. */
  private property(): string {
    const from = this.i
    const [all, name] = /^\\[pP]\{\^?([\w=]*)\}/.exec(this.text.slice(from)) ?? []
    if (all === undefined || all.includes('^')) {
      throw this.bad('A property of characters is written as \\p{L}, its opposite as \\P{L}.', from)
    }
    try {
      new RegExp(all, 'u')
    } catch {
      throw this.bad(`There is no property ${name} of characters.`, from)
    }
    this.i += all.length
    return all
  }

  /** The character that an escape stands for; the place is at the backslash. */
  private escapedPoint(inClass: boolean): number {
    const from = this.i
    const ch = this.text[from + 1] ?? ''
    const controls: Record<string, number> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 }
    this.i += 2
    if (ch in controls) return controls[ch]!
    if (ch === 'b' && inClass) return 8
    const digits = { x: 2, u: 4, U: 8 }[ch]
    if (digits !== undefined) {
      const hex = this.text.slice(this.i, this.i + digits)
      if (hex.length < digits || /[^0-9A-Fa-f]/.test(hex)) throw this.bad(`\\${ch} needs ${digits} digits.`, from)
      this.i += digits
      const point = Number.parseInt(hex, 16)
      if (point > 0x10ffff) throw this.bad('There is no such character.', from)
      // Lark puts the character in before the expression is read.
      if (
        '\\^$.*+?()[]{}|-'.includes(String.fromCodePoint(point)) ||
        (this.verbose && /[\s#]/.test(String.fromCodePoint(point)))
      ) {
        const hint = `Write the character itself, with a backslash before it.`
        throw this.refused(`${this.text.slice(from, this.i)}, which Lark takes for an operator`, from, hint)
      }
      return point
    }
    if (ch === '0') {
      const octal = /^[0-7]{0,2}/.exec(this.text.slice(this.i))![0]
      this.i += octal.length
      return Number.parseInt(`0${octal}`, 8)
    }
    if (/[A-Za-z0-9]/.test(ch)) throw this.refused(`\\${ch}`, from, 'Python gives it no meaning.')
    if (ch === '') throw this.bad('The expression ends in a backslash.', from)
    const point = this.text.codePointAt(from + 1)!
    if (point > 0xffff) this.i++
    return point
  }

  private group(): Part | undefined {
    const from = this.i
    if (++this.depth > 200) throw this.refused('groups nested more than 200 deep', from, 'Flatten the groups.')
    const rest = this.text.slice(this.i)
    const head = /^\(\?(?:#[^)]*\)|P<(\w+)>|P=(\w+)\)|([aiLmsux]*)(?:-([imsx]+))?:|([aiLmsux]+)\)|<?[=!]|>|\()/.exec(
      rest,
    )
    if (rest.startsWith('(?') && !head) throw this.bad('There is no such group.', from)
    const [all, name, reference, on, off, unscoped] = head ?? ['(']
    this.i += all.length
    try {
      if (all.startsWith('(?#')) return undefined
      if (all === '(?>') throw this.refused('an atomic group', from, 'Write (?: instead.')
      if (all === '(?(') throw this.refused('a condition on a group', from, 'Write alternatives.')
      if (unscoped !== undefined)
        throw this.refused(`the flags (?${unscoped})`, from, `Write (?${unscoped}:…), or /…/${unscoped}.`)
      if (reference !== undefined) {
        const number = this.names.get(reference)
        if (number === undefined) throw this.bad(`There is no group ${reference}.`, from)
        return { source: `(?:\\${number})`, least: 0, most: Number.POSITIVE_INFINITY, behind: 0, ahead: 0 }
      }
      const look = /^\(\?<?[=!]$/.test(all)
      if (on !== undefined && /[aL]/.test(on)) {
        throw this.refused(`the flag ${/[aL]/.exec(on)![0]} in a group`, from, 'List the characters in a class.')
      }
      const saved = [this.dotAll, this.verbose] as const
      if (on?.includes('s')) this.dotAll = true
      if (off?.includes('s')) this.dotAll = false
      if (on?.includes('x')) this.verbose = true
      if (off?.includes('x')) this.verbose = false
      const capture = all === '(' || name !== undefined
      if (capture) this.groups++
      if (name !== undefined) this.names.set(name, this.groups)
      const inside = this.choice()
      ;[this.dotAll, this.verbose] = saved
      if (this.text[this.i] !== ')') throw this.bad('This bracket is never closed.', from)
      this.i++
      if (look) return this.look(all, inside, from)
      const add = on?.includes('i') ? 'i' : ''
      const remove = off?.includes('i') ? '-i' : ''
      const open = add || remove ? `(?${add}${remove}:` : capture && this.references ? '(' : '(?:'
      return { ...inside, source: `${open}${inside.source})` }
    } finally {
      this.depth--
    }
  }

  private look(head: string, inside: Part, from: number): Part {
    const source = `${head}${inside.source})`
    if (inside.behind > 0 || inside.ahead > 0 || inside.source.includes('(?=') || inside.source.includes('(?!')) {
      throw this.refused('a look-around in a look-around', from, 'Take one of them apart.')
    }
    const behind = head.startsWith('(?<')
    if (inside.most === Number.POSITIVE_INFINITY) {
      if (behind) throw this.bad('A look-behind must have a fixed length.', from)
      throw this.around('looks at any amount of text behind it', from)
    }
    if (behind && inside.least !== inside.most) throw this.bad('A look-behind must have a fixed length.', from)
    return { source, least: 0, most: 0, behind: behind ? inside.most : 0, ahead: behind ? 0 : inside.most }
  }

  private charClass(): string {
    const from = this.i++
    const negated = this.text[this.i] === '^'
    if (negated) this.i++
    let out = ''
    const classes: string[] = []
    for (let first = true; ; first = false) {
      const ch = this.text[this.i]
      if (ch === undefined) throw this.bad('This bracket is never closed.', from)
      if (ch === ']' && !first) break
      const start = this.i
      const low = this.classItem()
      if (typeof low === 'string') {
        classes.push(low)
        continue
      }
      if (this.text[this.i] === '-' && this.text[this.i + 1] !== ']' && this.text[this.i + 1] !== undefined) {
        this.i++
        const high = this.classItem()
        if (typeof high === 'string' || high < low) throw this.bad('This range is none.', start)
        out += `${literal(low)}-${literal(high)}`
      } else out += literal(low)
    }
    this.i++
    const has = (name: string): boolean => classes.includes(name)
    if (['d', 'w', 's'].some((name) => has(name) && has(name.toUpperCase()))) return negated ? '[]' : '[^]'
    if (classes.length === 1 && out === '' && 'WS'.includes(classes[0]!)) {
      return shorthand(negated ? classes[0]!.toLowerCase() : classes[0]!)
    }
    if (classes.some((name) => 'WS'.includes(name))) this.sets = true
    const inner = classes.map((name) => {
      if (name === 'd') return '\\p{Nd}'
      if (name === 'D') return '\\P{Nd}'
      if (name === 'w') return WORD
      if (name === 's') return SPACE
      return name.length > 1 ? name : shorthand(name)
    })
    return `[${negated ? '^' : ''}${inner.join('')}${out}]`
  }

  private classItem(): number | string {
    const ch = this.text[this.i]!
    if (ch === '\\') {
      const name = this.text[this.i + 1] ?? ''
      if ('dDwWsS'.includes(name) && name !== '') {
        this.i += 2
        return name
      }
      if (name === 'p' || name === 'P') return this.property()
      return this.escapedPoint(true)
    }
    const point = this.text.codePointAt(this.i)!
    this.i += point > 0xffff ? 2 : 1
    return point
  }

  private bad(message: string, offset: number) {
    return this.source.error('bad-pattern', message, this.at + offset, 'Regular expressions are those of Python.')
  }

  private refused(what: string, offset: number, hint: string) {
    return this.source.error('unsupported-pattern', `The expression has ${what}.`, this.at + offset, hint)
  }

  private around(what: string, offset: number) {
    return this.source.error('unsupported-pattern', `The expression ${what}.`, this.at + offset, wholeHint)
  }
}

export function one(source: string): Part {
  return { source, least: 1, most: 1, behind: 0, ahead: 0 }
}

/** Any of the parts, in the order in which they are tried. */
export function oneOf(items: readonly Part[]): Part {
  if (items.length === 1) return items[0]!
  return {
    source: items.map((item) => item.source).join('|'),
    least: Math.min(...items.map((item) => item.least)),
    most: Math.max(...items.map((item) => item.most)),
    behind: Math.max(...items.map((item) => item.behind)),
    ahead: Math.max(...items.map((item) => item.ahead)),
  }
}

/** One after the other: what a look-around sees beyond its own part may lie in the others. */
export function joined(items: readonly Part[]): Part {
  let least = 0
  let most = 0
  let behind = 0
  for (const item of items) {
    behind = Math.max(behind, item.behind - least)
    least += item.least
    most += item.most
  }
  let after = 0
  let ahead = 0
  for (const item of items.toReversed()) {
    ahead = Math.max(ahead, item.ahead - after)
    after += item.least
  }
  return { source: items.map((item) => item.source).join(''), least, most, behind, ahead }
}

function shorthand(name: string): string {
  switch (name) {
    case 'd':
      return '\\p{Nd}'
    case 'D':
      return '\\P{Nd}'
    case 'w':
      return `[${WORD}]`
    case 'W':
      return `[^${WORD}]`
    case 's':
      return `[${SPACE}]`
    default:
      return `[^${SPACE}]`
  }
}

/** A character, in a class or not, with the flag u or v. */
export function literal(point: number): string {
  const ch = String.fromCodePoint(point)
  if ('\\^$.*+?()[]{}|/'.includes(ch)) return `\\${ch}`
  const controls: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f', '\v': '\\v' }
  if (ch in controls) return controls[ch]!
  if (point < 0x20 || (point >= 0x7f && point <= 0xa0) || '-&!#%,:;<=>@`~'.includes(ch)) {
    return `\\x${point.toString(16).padStart(2, '0')}`
  }
  if (
    (point >= 0xd800 && point <= 0xdfff) ||
    (point >= 0x2000 && point <= 0x200f) ||
    point === 0x2028 ||
    point === 0x2029
  ) {
    return `\\u${point.toString(16).padStart(4, '0')}`
  }
  return ch
}
