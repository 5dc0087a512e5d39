import { CstParser, createToken, EmbeddedActionsParser, Lexer, type TokenType } from 'chevrotain'

/** A parser, its lexer, the rule to start from, and texts to begin with. */
export interface LiveParser {
  readonly parser: CstParser | EmbeddedActionsParser
  readonly lexer: Lexer
  readonly start: string
  readonly texts: readonly string[]
}

/** Whether lexer and parser find no error. */
export function accepts({ parser, lexer, start }: LiveParser, text: string): boolean {
  const { tokens, errors } = lexer.tokenize(text)
  if (errors.length > 0) return false
  parser.input = tokens
  ;(parser as unknown as Record<string, () => unknown>)[start]!()
  return parser.errors.length === 0
}

const Blank = createToken({ name: 'Blank', pattern: /[ \t\n]+/, group: Lexer.SKIPPED })

function values(): LiveParser {
  const Text = createToken({ name: 'Text', pattern: /"(?:[^\\"]|\\(?:[bfnrtv"\\/]|u[0-9a-fA-F]{4}))*"/ })
  const Num = createToken({ name: 'Num', pattern: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/ })
  const Word = createToken({ name: 'Word', pattern: /true|false|null/ })
  const Punctuation = Object.fromEntries(
    [...'{}[],:'].map((sign) => [sign, createToken({ name: `Sign${sign.charCodeAt(0)}`, pattern: sign })]),
  )
  const sign = (text: string): TokenType => Punctuation[text]!
  const list = [Blank, Text, Num, Word, ...Object.values(Punctuation)]

  class Values extends CstParser {
    constructor() {
      super(list)
      this.performSelfAnalysis()
    }

    readonly value = this.RULE('value', () => {
      this.OR([
        { ALT: () => this.CONSUME(Text) },
        { ALT: () => this.CONSUME(Num) },
        { ALT: () => this.CONSUME(Word) },
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.SUBRULE(this.list) },
      ])
    })
    readonly record = this.RULE('record', () => {
      this.CONSUME(sign('{'))
      this.MANY_SEP({ SEP: sign(','), DEF: () => this.SUBRULE(this.member) })
      this.CONSUME(sign('}'))
    })
    readonly member = this.RULE('member', () => {
      this.CONSUME(Text)
      this.CONSUME(sign(':'))
      this.SUBRULE(this.value)
    })
    readonly list = this.RULE('list', () => {
      this.CONSUME(sign('['))
      this.OPTION(() => {
        this.SUBRULE(this.value)
        this.MANY(() => {
          this.CONSUME(sign(','))
          this.SUBRULE2(this.value)
        })
      })
      this.CONSUME(sign(']'))
    })
  }
  return {
    parser: new Values(),
    lexer: new Lexer(list),
    start: 'value',
    texts: ['{"a": [1, -2.5e+3, {}], "b\\n": null}', '[]', '[true, "\\u00e9"]', '0'],
  }
}

/** Categories, embedded actions, a lazy expression, and comments in a group of their own. */
function sums(): LiveParser {
  const Additive = createToken({ name: 'Additive', pattern: Lexer.NA })
  const Multiplicative = createToken({ name: 'Multiplicative', pattern: Lexer.NA })
  const Plus = createToken({ name: 'Plus', pattern: /\+/, categories: Additive })
  const Minus = createToken({ name: 'Minus', pattern: '-', categories: Additive })
  const Power = createToken({ name: 'Power', pattern: '**' })
  const Times = createToken({ name: 'Times', pattern: /\*/, categories: Multiplicative })
  const Over = createToken({ name: 'Over', pattern: '/', categories: Multiplicative })
  const Open = createToken({ name: 'Open', pattern: '(' })
  const Close = createToken({ name: 'Close', pattern: ')' })
  const Comma = createToken({ name: 'Comma', pattern: ',' })
  const Max = createToken({ name: 'Max', pattern: /max/i })
  const Num = createToken({ name: 'Num', pattern: /0x[\da-f]+?|[1-9]\d*|0/ })
  const Remark = createToken({ name: 'Remark', pattern: /\/\/[^\n]*/, group: 'remarks' })
  const list = [Blank, Remark, Plus, Minus, Power, Times, Over, Open, Close, Comma, Max, Num, Additive, Multiplicative]

  class Sums extends EmbeddedActionsParser {
    constructor() {
      super(list)
      this.performSelfAnalysis()
    }

    readonly sum = this.RULE('sum', (): number => {
      let total = this.SUBRULE1(this.product)
      this.MANY(() => {
        const { tokenType } = this.CONSUME(Additive)
        const next = this.SUBRULE2(this.product)
        this.ACTION(() => {
          total = tokenType === Plus ? total + next : total - next
        })
      })
      return total
    })
    readonly product = this.RULE('product', (): number => {
      let total = this.SUBRULE1(this.power)
      this.MANY(() => {
        this.CONSUME(Multiplicative)
        total *= this.SUBRULE2(this.power)
      })
      return total
    })
    readonly power = this.RULE('power', (): number => {
      const base = this.SUBRULE(this.atom)
      return this.OPTION(() => {
        this.CONSUME(Power)
        return base ** this.SUBRULE(this.power)
      }) as number
    })
    readonly atom = this.RULE('atom', (): number =>
      this.OR([
        { ALT: () => Number(this.CONSUME(Num).image) },
        {
          ALT: () => {
            this.CONSUME1(Open)
            const inside = this.SUBRULE1(this.sum)
            this.CONSUME1(Close)
            return inside
          },
        },
        {
          ALT: () => {
            this.CONSUME(Max)
            this.CONSUME2(Open)
            const found: number[] = []
            this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => found.push(this.SUBRULE2(this.sum)) })
            this.CONSUME2(Close)
            return Math.max(...found)
          },
        },
      ]),
    )
  }
  return {
    parser: new Sums(),
    lexer: new Lexer(list),
    start: 'sum',
    texts: ['1 + 2*(3-4)**2 // so', 'max(1, MAX(20)) / 0xf', '0', '0x1 - 0xf'],
  }
}

/** Keywords and names (LONGER_ALT, and one keyword without it), case-insensitive words, two tokens of lookahead. */
function queries(): LiveParser {
  const Name = createToken({ name: 'Name', pattern: /[a-z]\w*/ })
  const word = (name: string, pattern: RegExp): TokenType => createToken({ name, pattern, longer_alt: Name })
  const Select = word('Select', /select/i)
  const From = word('From', /from/i)
  const Where = word('Where', /where/)
  const As = word('As', /as/)
  const And = createToken({ name: 'And', pattern: /and/ })
  const Order = word('Order', /order by|order/)
  const Num = createToken({ name: 'Num', pattern: /\d+/ })
  const Real = createToken({ name: 'Real', pattern: /\d+\.\d+/ })
  const Text = createToken({ name: 'Text', pattern: /'.*?'/ })
  const Compare = createToken({ name: 'Compare', pattern: /<=|<|=|>=?/ })
  const Star = createToken({ name: 'Star', pattern: '*' })
  const Comma = createToken({ name: 'Comma', pattern: ',' })
  const Dot = createToken({ name: 'Dot', pattern: '.' })
  const list = [Blank, Select, From, Where, As, And, Order, Name, Real, Num, Text, Compare, Star, Comma, Dot]

  class Queries extends CstParser {
    constructor() {
      super(list, { maxLookahead: 2 })
      this.performSelfAnalysis()
    }

    readonly query = this.RULE('query', () => {
      this.CONSUME(Select)
      this.OR([
        { ALT: () => this.CONSUME(Star) },
        { ALT: () => this.AT_LEAST_ONE_SEP1({ SEP: Comma, DEF: () => this.SUBRULE(this.column) }) },
      ])
      this.CONSUME(From)
      this.AT_LEAST_ONE_SEP2({ SEP: Comma, DEF: () => this.CONSUME1(Name) })
      this.OPTION1(() => {
        this.CONSUME(Where)
        this.AT_LEAST_ONE_SEP3({ SEP: And, DEF: () => this.SUBRULE(this.condition) })
      })
      this.OPTION2(() => {
        this.CONSUME(Order)
        this.AT_LEAST_ONE(() => this.CONSUME2(Name))
      })
    })
    readonly column = this.RULE('column', () => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME1(Name)
            this.CONSUME(Dot)
            this.OR1([{ ALT: () => this.CONSUME2(Name) }, { ALT: () => this.CONSUME(Star) }])
          },
        },
        { ALT: () => this.CONSUME3(Name) },
      ])
      this.OPTION(() => {
        this.CONSUME(As)
        this.CONSUME4(Name)
      })
    })
    readonly condition = this.RULE('condition', () => {
      this.SUBRULE1(this.operand)
      this.CONSUME(Compare)
      this.SUBRULE2(this.operand)
    })
    readonly operand = this.RULE('operand', () => {
      this.OR([
        { ALT: () => this.CONSUME(Name) },
        { ALT: () => this.CONSUME(Num) },
        { ALT: () => this.CONSUME(Real) },
        { ALT: () => this.CONSUME(Text) },
      ])
    })
  }
  return {
    parser: new Queries(),
    lexer: new Lexer(list),
    start: 'query',
    texts: [
      "select a, b.c as d, e.* from t, selects where a <= 1.5 and b = 'x' order by f g",
      'SELECT * from ast where ady > 1',
      'select ordered from x order y',
    ],
  }
}

export const parsers: readonly (LiveParser & { readonly name: string })[] = [
  { name: 'values', ...values() },
  { name: 'sums', ...sums() },
  { name: 'queries', ...queries() },
]
