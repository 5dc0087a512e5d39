import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain'
import { checkNesting, NotationParser, type Source, tokenize } from '../notation.js'

/** An expression as it is written; names are not looked up yet. */
export type LarkExpression = (
  | { readonly kind: 'string'; readonly image: string }
  | { readonly kind: 'regexp'; readonly image: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'name'; readonly name: string; readonly args: readonly LarkExpression[] | undefined }
  | { readonly kind: 'sequence' | 'choice' | 'and'; readonly items: readonly LarkExpression[] }
  | { readonly kind: 'not'; readonly item: LarkExpression }
  | { readonly kind: 'repeat'; readonly item: LarkExpression; readonly min: number; readonly max: number }
  | { readonly kind: 'json' | 'regex'; readonly image: string }
) & { readonly at: number }

export interface Attribute {
  readonly name: string
  readonly value: LarkExpression | undefined
  readonly at: number
}

export interface Definition {
  readonly kind: 'define'
  readonly how: 'new' | 'override' | 'extend'
  readonly name: string
  readonly params: readonly string[] | undefined
  readonly priority: number
  readonly attributes: readonly Attribute[]
  readonly body: LarkExpression
  readonly at: number
}

export interface Import {
  readonly kind: 'import'
  readonly relative: boolean
  readonly path: readonly string[]
  readonly names: readonly { readonly name: string; readonly as: string }[]
  readonly at: number
}

/** `%indent NEWLINE INDENT DEDENT` and pairs of brackets, each a text in quotes or the name of a terminal. */
export interface IndentStatement {
  readonly kind: 'indent'
  readonly newline: string
  readonly indent: string
  readonly dedent: string
  readonly brackets: readonly { readonly image: string; readonly at: number }[]
  readonly at: number
}

export type Statement =
  | Definition
  | Import
  | { readonly kind: 'ignore'; readonly body: LarkExpression; readonly at: number }
  | { readonly kind: 'declare' | 'commit'; readonly names: readonly string[]; readonly at: number }
  | IndentStatement
  | { readonly kind: 'options'; readonly image: string; readonly at: number }

/** `%json { … }`: up to the brace that closes, texts in quotes skipped. */
function embedded(keyword: string) {
  return (text: string, offset: number): [string] | null => {
    if (!text.startsWith(keyword, offset)) return null
    let at = offset + keyword.length
    while (/\s/.test(text[at] ?? '')) at++
    if (text[at] !== '{') return null
    for (let depth = 0; at < text.length; at++) {
      if (text[at] === '"') {
        for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++
      } else if (text[at] === '{') depth++
      else if (text[at] === '}' && --depth === 0) return [text.slice(offset, at + 1)]
    }
    return null
  }
}

const token = (name: string, pattern: RegExp | string, label = name, group?: string): TokenType =>
  createToken({ name, pattern, label, ...(group === undefined ? {} : { group }) })
const block = (name: string, keyword: string): TokenType =>
  createToken({
    name,
    pattern: embedded(keyword),
    label: `${keyword} { … }`,
    line_breaks: true,
    start_chars_hint: ['%'],
  })

const Comment = token('Comment', /(?:\/\/|#)[^\n]*/, 'a comment', Lexer.SKIPPED)
const Blank = token('Blank', /[ \t\f\r]+|\\[ \t]*\r?\n/, 'a blank', Lexer.SKIPPED)
const NewLine = token('NewLine', /\n/, 'the end of the line')
const Json = block('Json', '%json')
const Regex = block('Regex', '%regex')
const Options = block('Options', '%llguidance')
const Ignore = token('Ignore', '%ignore', "'%ignore'")
const Importing = token('Import', '%import', "'%import'")
const Declare = token('Declare', '%declare', "'%declare'")
const Indent = token('Indent', '%indent', "'%indent'")
const Commit = token('Commit', '%commit', "'%commit'")
const Override = token('Override', '%override', "'%override'")
const Extend = token('Extend', '%extend', "'%extend'")
const Regexp = createToken({
  name: 'Regexp',
  pattern: /\/(?!\/)(?:\\[\s\S]|[^/\\])*\/[a-z]*/,
  label: 'a regular expression',
  line_breaks: true,
})
const Text = token('Text', /"(?:\\.|[^"\\\n])*"i?/, 'a text in quotes')
const RuleName = token('RuleName', /_?[a-z](?:[_a-z0-9]|-(?!>))*/, 'a rule')
const TerminalName = token('TerminalName', /_?[A-Z](?:[_A-Z0-9]|-(?!>))*/, 'a terminal')
const Numeral = token('Numeral', /[+-]?\d+/, 'a number')
const Special = token('Special', /<[^>\n]*>/, 'a special token')
const Grammar = token('Grammar', /@[\w-]+/, 'another grammar')
const Arrow = token('Arrow', '->', "'->'")
const DotDot = token('DotDot', '..', "'..'")
const Dot = token('Dot', '.', "'.'")
const Colon = token('Colon', ':', "':'")
const Comma = token('Comma', ',', "','")
const Or = token('Or', '|', "'|'")
const And = token('And', '&', "'&'")
const Tilde = token('Tilde', '~', "'~'")
const Star = token('Star', '*', "'*'")
const Plus = token('Plus', '+', "'+'")
const Question = token('Question', '?', "'?'")
const Bang = token('Bang', '!', "'!'")
const Equals = token('Equals', '=', "'='")
const LParen = token('LParen', '(', "'('")
const RParen = token('RParen', ')', "')'")
const LBracket = token('LBracket', '[', "'['")
const RBracket = token('RBracket', ']', "']'")
const LBrace = token('LBrace', '{', "'{'")
const RBrace = token('RBrace', '}', "'}'")

const opening = [LParen, LBracket, LBrace]
const closing = [RParen, RBracket, RBrace]
// The first that matches is taken: longer ones before their beginnings.
const tokens = [
  Comment,
  Blank,
  NewLine,
  Json,
  Regex,
  Options,
  Ignore,
  Importing,
  Declare,
  Indent,
  Commit,
  Override,
  Extend,
  Regexp,
  Text,
  RuleName,
  TerminalName,
  Numeral,
  Special,
  Grammar,
  Arrow,
  DotDot,
  Dot,
  Colon,
  Comma,
  Or,
  And,
  Tilde,
  Star,
  Plus,
  Question,
  Bang,
  Equals,
  ...opening,
  ...closing,
]

class LarkParser extends NotationParser<Statement[]> {
  constructor() {
    super(tokens, 3)
    this.performSelfAnalysis()
  }

  readonly grammar = this.RULE('statements', (): Statement[] => {
    const list: Statement[] = []
    this.MANY(() => {
      const one = this.SUBRULE(this.statement)
      this.ACTION(() => list.push(...one))
      this.OR([{ ALT: () => this.CONSUME(NewLine) }])
    })
    return list
  })

  private readonly statement = this.RULE('statement', (): Statement[] =>
    this.OR<Statement[]>([
      { ALT: () => [this.SUBRULE1(this.definition, { ARGS: ['new'] })] },
      {
        ALT: () => {
          this.CONSUME(Override)
          return [this.SUBRULE2(this.definition, { ARGS: ['override'] })]
        },
      },
      {
        ALT: () => {
          this.CONSUME(Extend)
          return [this.SUBRULE3(this.definition, { ARGS: ['extend'] })]
        },
      },
      {
        ALT: () => {
          const at = this.CONSUME(Ignore).startOffset
          return [{ kind: 'ignore', body: this.SUBRULE(this.choice), at }]
        },
      },
      {
        ALT: () => {
          const at = this.CONSUME(Declare).startOffset
          const names: string[] = []
          this.AT_LEAST_ONE(() => names.push(this.SUBRULE(this.name).image))
          return [{ kind: 'declare', names, at }]
        },
      },
      {
        ALT: () => {
          const at = this.CONSUME(Commit).startOffset
          const names: string[] = []
          this.AT_LEAST_ONE1(() => names.push(this.SUBRULE1(this.name).image))
          return [{ kind: 'commit', names, at }]
        },
      },
      { ALT: () => [this.SUBRULE(this.indenting)] },
      { ALT: () => [this.SUBRULE(this.importing)] },
      {
        ALT: () => {
          const { image, startOffset } = this.CONSUME(Options)
          return [{ kind: 'options', image: image.slice('%llguidance'.length), at: startOffset }]
        },
      },
    ]),
  )

  private readonly indenting = this.RULE('indenting', (): IndentStatement => {
    const at = this.CONSUME(Indent).startOffset
    const newline = this.CONSUME1(TerminalName).image
    const indent = this.CONSUME2(TerminalName).image
    const dedent = this.CONSUME3(TerminalName).image
    const brackets: { image: string; at: number }[] = []
    this.MANY(() => {
      const { image, startOffset } = this.OR([
        { ALT: () => this.CONSUME(Text) },
        { ALT: () => this.CONSUME4(TerminalName) },
      ])
      brackets.push({ image, at: startOffset })
    })
    return { kind: 'indent', newline, indent, dedent, brackets, at }
  })

  private readonly importing = this.RULE('importing', (): Import => {
    const at = this.CONSUME(Importing).startOffset
    const relative = this.OPTION1(() => this.CONSUME1(Dot)) !== undefined
    const path: string[] = []
    path.push(this.SUBRULE1(this.name).image)
    this.MANY1(() => {
      this.CONSUME2(Dot)
      path.push(this.SUBRULE2(this.name).image)
    })
    const names: { name: string; as: string }[] = []
    this.OPTION2(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(LParen)
            names.push(this.SUBRULE(this.imported))
            this.MANY2(() => {
              this.CONSUME(Comma)
              names.push(this.SUBRULE2(this.imported))
            })
            this.CONSUME(RParen)
          },
        },
        {
          ALT: () => {
            this.CONSUME(Arrow)
            const as = this.SUBRULE3(this.name).image
            this.ACTION(() => names.push({ name: path.pop()!, as }))
          },
        },
      ]),
    )
    return this.ACTION(() => {
      if (names.length === 0) {
        const name = path.pop()!
        names.push({ name, as: name })
      }
      return { kind: 'import', relative, path, names, at }
    })
  })

  private readonly imported = this.RULE('imported', () => {
    const name = this.SUBRULE1(this.name).image
    let as = name
    this.OPTION(() => {
      this.CONSUME(Arrow)
      as = this.SUBRULE2(this.name).image
    })
    return { name, as }
  })

  private readonly name = this.RULE(
    'name',
    (): IToken => this.OR([{ ALT: () => this.CONSUME(RuleName) }, { ALT: () => this.CONSUME(TerminalName) }]),
  )

  private readonly definition = this.RULE('definition', (how: Definition['how']): Definition => {
    this.MANY1(() => this.OR([{ ALT: () => this.CONSUME(Question) }, { ALT: () => this.CONSUME(Bang) }]))
    const name = this.SUBRULE(this.name)
    let params: string[] | undefined
    this.OPTION1(() => {
      this.CONSUME(LBrace)
      const list: string[] = []
      this.AT_LEAST_ONE_SEP1({ SEP: Comma, DEF: () => list.push(this.CONSUME(RuleName).image) })
      this.CONSUME(RBrace)
      params = list
    })
    const attributes: Attribute[] = []
    this.OPTION2(() => {
      this.CONSUME(LBracket)
      this.AT_LEAST_ONE_SEP2({ SEP: Comma, DEF: () => attributes.push(this.SUBRULE(this.attribute)) })
      this.CONSUME(RBracket)
    })
    let priority = 0
    this.OPTION3(() => {
      this.CONSUME(Dot)
      priority = Number(this.CONSUME(Numeral).image)
    })
    this.CONSUME(Colon)
    const body = this.SUBRULE(this.choice)
    return { kind: 'define', how, name: name.image, params, priority, attributes, body, at: name.startOffset }
  })

  private readonly attribute = this.RULE('attribute', (): Attribute => {
    const name = this.CONSUME(RuleName)
    let value: LarkExpression | undefined
    this.OPTION(() => {
      this.CONSUME(Equals)
      value = this.SUBRULE(this.value)
    })
    return { name: name.image, value, at: name.startOffset }
  })

  private readonly choice = this.RULE('choice', (): LarkExpression => {
    const at = this.LA(1).startOffset
    const items: LarkExpression[] = [this.SUBRULE1(this.alternative)]
    this.MANY(() => {
      this.CONSUME(Or)
      items.push(this.SUBRULE2(this.alternative))
    })
    return items.length === 1 ? items[0]! : { kind: 'choice', items, at }
  })

  private readonly alternative = this.RULE('alternative', (): LarkExpression => {
    const at = this.LA(1).startOffset
    const items: LarkExpression[] = [this.SUBRULE1(this.sequence)]
    this.MANY(() => {
      this.CONSUME(And)
      items.push(this.SUBRULE2(this.sequence))
    })
    this.OPTION(() => {
      this.CONSUME(Arrow)
      this.SUBRULE(this.name)
    })
    return items.length === 1 ? items[0]! : { kind: 'and', items, at }
  })

  private readonly sequence = this.RULE('sequence', (): LarkExpression => {
    const at = this.LA(1).startOffset
    const items: LarkExpression[] = []
    this.MANY(() => items.push(this.SUBRULE(this.repetition)))
    return items.length === 1 ? items[0]! : { kind: 'sequence', items, at }
  })

  private readonly repetition = this.RULE('repetition', (): LarkExpression => {
    const at = this.LA(1).startOffset
    let negated = 0
    this.MANY(() => {
      this.CONSUME1(Tilde)
      negated++
    })
    let item = this.SUBRULE(this.atom)
    this.ACTION(() => {
      for (; negated > 0; negated--) item = { kind: 'not', item, at }
    })
    let bounds: [number, number] | undefined
    this.OPTION1(() => {
      bounds = this.OR<[number, number]>([
        { ALT: () => this.bounded(this.CONSUME(Star), 0, Number.POSITIVE_INFINITY) },
        { ALT: () => this.bounded(this.CONSUME(Plus), 1, Number.POSITIVE_INFINITY) },
        { ALT: () => this.bounded(this.CONSUME(Question), 0, 1) },
        {
          // Before anything else it negates what follows.
          GATE: () => this.LA(2).tokenType === Numeral,
          ALT: () => {
            this.CONSUME2(Tilde)
            const min = Number(this.CONSUME1(Numeral).image)
            let max = min
            this.OPTION2(() => {
              this.CONSUME(DotDot)
              max = Number(this.CONSUME2(Numeral).image)
            })
            return [min, max]
          },
        },
        {
          ALT: () => {
            this.CONSUME(LBrace)
            const from = this.OPTION3(() => this.CONSUME3(Numeral))
            let max: number | undefined
            const comma = this.OPTION4(() => {
              const found = this.CONSUME(Comma)
              max = this.OPTION5(() => Number(this.CONSUME4(Numeral).image))
              return found
            })
            this.CONSUME(RBrace)
            const min = from ? Number(from.image) : 0
            return [min, comma ? (max ?? Number.POSITIVE_INFINITY) : min]
          },
        },
      ])
    })
    return bounds ? { kind: 'repeat', item, min: bounds[0], max: bounds[1], at } : item
  })

  private bounded(_: IToken, min: number, max: number): [number, number] {
    return [min, max]
  }

  private readonly atom = this.RULE(
    'atom',
    (): LarkExpression =>
      this.OR<LarkExpression>([
        {
          ALT: () => {
            this.CONSUME(LParen)
            const item = this.SUBRULE1(this.choice)
            this.CONSUME(RParen)
            return item
          },
        },
        {
          ALT: () => {
            const at = this.CONSUME(LBracket).startOffset
            const item = this.SUBRULE2(this.choice)
            this.CONSUME(RBracket)
            return { kind: 'repeat', item, min: 0, max: 1, at }
          },
        },
        { ALT: () => this.SUBRULE(this.value) },
      ]),
  )

  private readonly value = this.RULE(
    'value',
    (): LarkExpression =>
      this.OR<LarkExpression>([
        {
          ALT: () => {
            const name = this.SUBRULE(this.name)
            let args: LarkExpression[] | undefined
            this.OPTION1({
              GATE: () => this.LA(2).tokenType !== Numeral && this.LA(2).tokenType !== Comma,
              DEF: () => {
                this.CONSUME(LBrace)
                const list: LarkExpression[] = []
                this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => list.push(this.SUBRULE(this.value)) })
                this.CONSUME(RBrace)
                args = list
              },
            })
            return { kind: 'name', name: name.image, args, at: name.startOffset }
          },
        },
        {
          ALT: () => {
            const text = this.CONSUME1(Text)
            const to = this.OPTION2(() => {
              this.CONSUME(DotDot)
              return this.CONSUME2(Text)
            })
            const at = text.startOffset
            return to
              ? { kind: 'range', from: text.image, to: to.image, at }
              : { kind: 'string', image: text.image, at }
          },
        },
        { ALT: () => this.leaf('regexp', this.CONSUME(Regexp), 0) },
        { ALT: () => this.leaf('json', this.CONSUME(Json), '%json'.length) },
        { ALT: () => this.leaf('regex', this.CONSUME(Regex), '%regex'.length) },
      ]),
  )

  private leaf(kind: 'regexp' | 'json' | 'regex', { image, startOffset }: IToken, skip: number): LarkExpression {
    return { kind, image: (image ?? '').slice(skip), at: startOffset }
  }
}

const lexer = new Lexer(tokens, { positionTracking: 'onlyOffset' })
let parser: LarkParser | undefined

/**
 * The statements of a text.
 * @throws GrammarError 'syntax', 'unsupported-syntax'
 * @throws LimitError 'nesting'
 */
export function readStatements(source: Source): Statement[] {
  const found = logicalLines(tokenize(lexer, source, 'Lark'))
  checkNesting(found, opening, closing)
  for (const { tokenType, image, startOffset } of found) {
    if (tokenType === Special) {
      const hint = 'Tokens are text here: write the text of the token in quotes.'
      throw source.error('unsupported-syntax', `The special token ${image} cannot be named.`, startOffset, hint)
    }
    if (tokenType === Grammar) {
      const hint = 'Use %import, with the option import.'
      throw source.error('unsupported-syntax', `The grammar ${image} is not here.`, startOffset, hint)
    }
  }
  parser ??= new LarkParser()
  return parser.parse(found, source)
}

/** What no statement begins with. */
const continuing = new Set([Or, And, Tilde, Arrow, Text, Regexp, LParen, LBracket, Json, Regex])

/** What follows the name that a statement begins with. */
const defining = new Set([Colon, LBrace, LBracket, Dot])

/** Without the ends of lines that do not end a statement: in brackets, before what cannot begin one, and between statements. */
function logicalLines(tokens: readonly IToken[]): IToken[] {
  const kept: IToken[] = []
  let depth = 0
  tokens.forEach((token, i) => {
    if (opening.includes(token.tokenType)) depth++
    if (closing.includes(token.tokenType)) depth = Math.max(0, depth - 1)
    const last = kept[kept.length - 1]
    if (token.tokenType === NewLine && (depth > 0 || last === undefined || last.tokenType === NewLine)) return
    const named = token.tokenType === RuleName || token.tokenType === TerminalName
    const goesOn = continuing.has(token.tokenType) || (named && !defining.has(tokens[i + 1]?.tokenType ?? NewLine))
    if (goesOn && last?.tokenType === NewLine) kept.pop()
    kept.push(token)
  })
  const last = kept[kept.length - 1]
  if (last && last.tokenType !== NewLine) {
    const { startOffset, endOffset } = last
    kept.push({
      image: '\n',
      startOffset: (endOffset ?? startOffset) + 1,
      tokenType: NewLine,
      tokenTypeIdx: NewLine.tokenTypeIdx!,
    })
  }
  return kept
}
