import { createToken, type IToken, Lexer } from 'chevrotain'
import { refuseUnknownOptions } from '../../error/index.js'
import type { Expression, Grammar, Rule } from '../grammar.js'
import {
  characterAt,
  checkNesting,
  checkReferences,
  checkStart,
  choice,
  classOf,
  NotationParser,
  placeOf,
  reference,
  Source,
  sequence,
  shown,
  tokenize,
} from './notation.js'

export interface GBNFOptions {
  /** Where the grammar begins. Default 'root'. */
  start?: string
}

const Define = createToken({ name: 'Define', pattern: /::=/, label: "'::='" })
const Bar = createToken({ name: 'Bar', pattern: /\|/, label: "'|'" })
const Open = createToken({ name: 'Open', pattern: /\(/, label: "'('" })
const Close = createToken({ name: 'Close', pattern: /\)/, label: "')'" })
const Star = createToken({ name: 'Star', pattern: /[*+?]/, label: "'*', '+' or '?'" })
const Count = createToken({ name: 'Count', pattern: /\{[^{}"]*\}/, label: 'a count', line_breaks: true })
const Dot = createToken({ name: 'Dot', pattern: /\./, label: "'.'" })
const Text = createToken({ name: 'Text', pattern: /"(?:[^"\\]|\\[\s\S])*"/, label: 'a quoted text', line_breaks: true })
const Class = createToken({ name: 'Class', pattern: /\[(?:[^\]\\]|\\[\s\S])*\]/, label: 'a class', line_breaks: true })
const TokenName = createToken({ name: 'TokenName', pattern: /!?<[^>\r\n]*>/, label: 'a token' })
const Name = createToken({ name: 'Name', pattern: /[A-Za-z0-9_-]+/, label: 'a name' })
const Newline = createToken({ name: 'Newline', pattern: /[\r\n]+/, label: 'the end of the line', line_breaks: true })
const Space = createToken({ name: 'Space', pattern: /[ \t]+|#[^\r\n]*/, group: Lexer.SKIPPED })

const tokenTypes = [Space, Newline, Define, Bar, Open, Close, Star, Count, Dot, Text, Class, TokenName, Name]

/**
 * A grammar in GBNF, the notation of llama.cpp (`grammars/README.md` there). There is no lexer: the grammar says
 * all, spaces included.
 *
 * All of the notation is read but references to tokens of a vocabulary (`<[123]>`, `<think>`), which are no text and
 * are refused, and class ranges that hold nothing. Where a rule is defined twice the last definition counts, as in
 * llama.cpp. Counts mean what they say however large they are (llama.cpp takes a maximum above 2,000 as none).
 * @throws GrammarError codes 'syntax', 'unsupported-token', 'undefined-rule', 'missing-start'
 * @throws LimitError limit 'nesting'
 */
export function parseGBNF(text: string, options: GBNFOptions = {}): Grammar {
  refuseUnknownOptions(options, ['start'], 'parseGBNF')
  const start = options.start ?? 'root'
  const source = new Source(text)
  const tokens = significant(tokenize(lexer, source, 'GBNF'), source)
  checkNesting(tokens, [Open], [Close])
  parser ??= new GBNFParser()
  const rules = parser.parse(tokens, source)
  const byName = new Map<string, Rule>()
  for (const rule of rules) byName.set(rule.name, rule)
  checkReferences(rules, byName, source)
  checkStart(start, byName, source)
  return { start, rules: Array.from(byName.values()), terminals: [], ignore: [], lexer: 'none' }
}

/** Without the ends of lines that end no rule: between parentheses, after '::=' and '|', and at either end. */
function significant(tokens: readonly IToken[], source: Source): IToken[] {
  const kept: IToken[] = []
  let depth = 0
  for (const token of tokens) {
    if (token.tokenType === Open) depth++
    else if (token.tokenType === Close) depth--
    const before = kept.at(-1)?.tokenType
    if (token.tokenType === Newline) {
      if (depth > 0 || before === undefined || before === Newline || before === Define || before === Bar) continue
    } else if (before === Newline && (token.tokenType === Bar || token.tokenType === Star)) {
      throw source.error(
        'syntax',
        `Unexpected ${shown(token.image)} at the beginning of a line.`,
        token.startOffset,
        "A rule ends with its line: put '|' at the end of the line before, or parentheses around the rule.",
      )
    }
    kept.push(token)
  }
  if (kept.at(-1)?.tokenType === Newline) kept.pop()
  return kept
}

class GBNFParser extends NotationParser<Rule[]> {
  constructor() {
    super(tokenTypes, 2)
    this.performSelfAnalysis()
  }

  readonly grammar = this.RULE('grammar', (): Rule[] => {
    const rules: Rule[] = []
    this.MANY_SEP({ SEP: Newline, DEF: () => rules.push(this.SUBRULE(this.rule)) })
    return rules
  })

  readonly rule = this.RULE('rule', (): Rule => {
    const name = this.CONSUME(Name)
    this.CONSUME(Define)
    const body = this.SUBRULE(this.alternatives)
    return { name: name.image, body, position: this.source?.position(name.startOffset) }
  })

  readonly alternatives = this.RULE('alternatives', (): Expression => {
    const first = this.LA(1)
    const items: Expression[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Bar, DEF: () => items.push(this.SUBRULE(this.items)) })
    return this.ACTION(() => choice(items, placeOf(first, this.source)))
  })

  readonly items = this.RULE('items', (): Expression => {
    const first = this.LA(1)
    const items: Expression[] = []
    this.MANY(() => {
      let item = this.OR([
        { ALT: () => this.read(this.CONSUME(Text), text) },
        { ALT: () => this.read(this.CONSUME(Class), characters) },
        { ALT: () => this.read(this.CONSUME(Dot), anything) },
        { ALT: () => this.read(this.CONSUME(TokenName), vocabularyToken) },
        { ALT: () => this.read(this.CONSUME(Name), reference) },
        {
          ALT: () => {
            this.CONSUME(Open)
            const inner = this.SUBRULE(this.alternatives)
            this.CONSUME(Close)
            return inner
          },
        },
      ])
      this.MANY1(() => {
        const token = this.OR1([{ ALT: () => this.CONSUME(Star) }, { ALT: () => this.CONSUME(Count) }])
        item = this.ACTION(() => repeated(item, token, this.source))
      })
      items.push(item)
    })
    return this.ACTION(() => sequence(items, placeOf(first, this.source)))
  })
}

const lexer = new Lexer(tokenTypes, { positionTracking: 'onlyOffset' })
let parser: GBNFParser | undefined

function anything(token: IToken, source: Source): Expression {
  return { kind: 'pattern', source: '[^]', flags: 'u', position: source.position(token.startOffset) }
}

function vocabularyToken(token: IToken, source: Source): Expression {
  throw source.error(
    'unsupported-token',
    `${token.image} stands for a token of one vocabulary, not for text.`,
    token.startOffset,
    'Write the text of the token in quotes, or leave special tokens to the chat template.',
  )
}

function text(token: IToken, source: Source): Expression {
  const { image, startOffset } = token
  let text = ''
  for (let i = 1; i < image.length - 1; ) {
    const [codePoint, next] = character(image, i, source, startOffset)
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
      throw source.error(
        'syntax',
        `${image.slice(i, next)} is no character.`,
        startOffset + i,
        'Write characters above U+FFFF as \\U and eight digits.',
      )
    }
    text += String.fromCodePoint(codePoint)
    i = next
  }
  return { kind: 'literal', text, position: source.position(startOffset) }
}

function characters(token: IToken, source: Source): Expression {
  const { image, startOffset } = token
  const one = (at: number): [number, number] => character(image, at, source, startOffset)
  return classOf(token, source, one, 'Write . for any character, and "" for no text.')
}

const SHORT: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  '[': '[',
  ']': ']',
  '-': '-',
}
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** The code point that begins at an index of a quoted text or class, and the index after it. */
function character(image: string, at: number, source: Source, offset: number): [number, number] {
  if (image[at] !== '\\') return characterAt(image, at)
  const letter = image[at + 1]!
  const short = SHORT[letter]
  if (short !== undefined) return [short.charCodeAt(0), at + 2]
  const digits = HEX[letter]
  if (digits === undefined) {
    const hint = 'Escapes are \\n \\r \\t \\\\ \\" \\[ \\] \\- \\xHH \\uHHHH \\UHHHHHHHH.'
    throw source.error('syntax', `Unknown escape \\${letter}.`, offset + at, hint)
  }
  const hex = image.slice(at + 2, at + 2 + digits)
  if (!/^[0-9a-f]+$/i.test(hex) || hex.length < digits) {
    const hint = `Write \\${letter} and ${digits} hexadecimal digits.`
    throw source.error('syntax', `The escape \\${letter} wants ${digits} hexadecimal digits.`, offset + at, hint)
  }
  return [Number.parseInt(hex, 16), at + 2 + digits]
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
}

function repeated(item: Expression, token: IToken, source: Source): Expression {
  const position = source.position(token.startOffset)
  const simple = BOUNDS[token.image]
  if (simple !== undefined) return { kind: 'repeat', item, min: simple[0], max: simple[1], position }
  const match = /^\{\s*(\d+)\s*(?:(,)\s*(\d*)\s*)?\}$/.exec(token.image)
  if (match === null) {
    const hint = 'Counts are {m}, {m,} and {m,n}.'
    throw source.error('syntax', `${shown(token.image)} is no count.`, token.startOffset, hint)
  }
  const min = Number(match[1])
  const max = match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3])
  if (!Number.isSafeInteger(min) || (max !== Infinity && !Number.isSafeInteger(max))) {
    throw source.error('syntax', `The count ${token.image} is too large.`, token.startOffset, 'Take a smaller one.')
  }
  if (max < min) {
    throw source.error(
      'syntax',
      `The count ${token.image} ends below its beginning.`,
      token.startOffset,
      'Swap the two.',
    )
  }
  return { kind: 'repeat', item, min, max, position }
}
