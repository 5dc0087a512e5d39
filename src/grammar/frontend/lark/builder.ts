import type { Constraint } from '../../../automaton/index.js'
import { LimitError } from '../../../error/index.js'
import type { Expression, Grammar, Indentation, Rule, Terminal } from '../../grammar.js'
import { charClass, choice, nestingError, type Source, sequence } from '../notation.js'
import { jsonOf, literalOf, rangeOf, readText, substringExpression } from './leaves.js'
import { type Entry, isTerminalName, type Module } from './modules.js'
import type { IndentStatement, LarkExpression } from './syntax.js'
import { checkBounds, Terminals } from './terminals.js'

/** Most rules that templates may be made into. */
const MAX_INSTANCES = 2000
/** Longest text of the arguments of a template. */
const MAX_ARGUMENTS = 10_000

export interface BuildOptions {
  readonly start: string
  readonly lexer: 'longest' | 'none'
  readonly json: ((schema: unknown) => Constraint) | undefined
  readonly declared: ReadonlySet<string>
  readonly commits: ReadonlySet<string>
}

interface Scope {
  readonly module: Module
  /** What the parameters of a template stand for. */
  readonly params: ReadonlyMap<string, Expression> | undefined
}

/** A module as a grammar: what its start rule, its rules and its `%ignore` use, in the order in which it is written. */
export class Builder {
  private readonly rules = new Map<string, Rule | undefined>()
  private readonly terminals = new Map<string, Terminal | undefined>()
  private readonly pending: (() => void)[] = []
  private readonly named = new Map<string, Entry>()
  private readonly names = new Map<Entry, string>()
  private readonly converter: Terminals
  private instances = 0
  private unnamed = 0

  constructor(
    private readonly root: Module,
    private readonly options: BuildOptions,
  ) {
    this.converter = new Terminals((entry) => this.terminal(entry))
  }

  build(): Grammar {
    const { root, options } = this
    const start = this.rule(root.names.get(options.start)!, undefined)
    for (const entry of root.names.values()) {
      if (entry.module !== root || entry.declared) continue
      if (entry.terminal) for (const { body, module } of entry.bodies) this.check(body, module)
      else if (!entry.params) this.rule(entry, undefined)
    }
    const ignored = root.ignored.map(({ body, at }) => this.ignored(body, at))
    const indentation = root.indentation && this.indentation(root.indentation)
    for (let next = this.pending.shift(); next; next = this.pending.shift()) next()
    const rules = this.inOrder(this.rules)
    const terminals = this.inOrder(this.terminals)
    const ignore = [...new Set(ignored)]
    if (options.lexer === 'longest' || ignore.length === 0)
      return { start, rules, terminals, ignore, lexer: options.lexer, ...(indentation ? { indentation } : {}) }
    return spaced({ start, rules, terminals, ignore: [], lexer: 'none' }, ignore)
  }

  /** What the module names first comes first. */
  private inOrder<T>(made: ReadonlyMap<string, T | undefined>): T[] {
    const listed = [...this.root.names.values()]
      .map((entry) => this.names.get(entry))
      .filter((name) => name !== undefined)
    const order = [...new Set([...listed, ...made.keys()])]
    return order.map((name) => made.get(name)).filter((item) => item !== undefined)
  }

  private check(e: LarkExpression, module: Module): void {
    this.converter.has(e, module, () => false)
  }

  /** A name that no other rule or terminal has. */
  private nameOf(entry: Entry): string {
    let name = this.names.get(entry)
    if (name !== undefined) return name
    name = entry.name
    for (let i = 2; ; i++) {
      const other: Entry | undefined =
        this.named.get(name) ?? (this.root.names.get(name) === entry ? undefined : this.root.names.get(name))
      if (other === undefined || other === entry) break
      name = `${entry.name}_${i}`
    }
    this.named.set(name, entry)
    this.names.set(entry, name)
    return name
  }

  private terminal(entry: Entry): string {
    const name = this.nameOf(entry)
    if (this.terminals.has(name)) return name
    this.terminals.set(name, undefined)
    this.pending.push(() => {
      this.terminals.set(name, {
        name,
        body: this.converter.body(entry),
        ...(entry.priority === 0 ? {} : { priority: entry.priority }),
        ...(this.options.commits.has(name) ? { commits: true } : {}),
        position: entry.module.source.position(entry.at),
      })
    })
    return name
  }

  private indentation({ newline, indent, dedent, brackets, at }: IndentStatement): Indentation {
    const { source } = this.root
    if (this.options.lexer === 'none') {
      throw source.error('unsupported-syntax', '%indent needs lexemes.', at, "Leave lexer at 'longest'.")
    }
    const terminal = (name: string, at: number): string => {
      const entry = this.root.names.get(name)
      if (entry && !entry.declared) return this.terminal(entry)
      throw source.error('undefined-rule', `'${name}' is not defined.`, at, 'Name a terminal of this grammar.', name)
    }
    const texts = brackets.map(({ image, at }) =>
      image.startsWith('"') ? readText(image, source, at).text : terminal(image, at),
    )
    const open = texts.filter((_, i) => i % 2 === 0)
    const close = texts.filter((_, i) => i % 2 === 1)
    return { newline: terminal(newline, at), indent, dedent, open, close }
  }

  private ignored(body: LarkExpression, at: number): string {
    const { root } = this
    if (body.kind === 'name') {
      const entry = root.names.get(body.name)
      if (entry?.terminal && !entry.declared) return this.terminal(entry)
      const message = entry ? `'${body.name}' cannot be ignored.` : `'${body.name}' is not defined.`
      throw root.source.error('undefined-rule', message, at, 'Name a terminal of this grammar.', body.name)
    }
    return this.hidden('IGNORED', body, root, at)
  }

  /** A terminal that has no name of its own. */
  private hidden(kind: string, body: LarkExpression, module: Module, at: number): string {
    const name = `__${kind}_${this.unnamed++}`
    const shared = { params: undefined, priority: 0, attributes: [], declared: false }
    return this.terminal({ name, terminal: true, bodies: [{ body, module }], ...shared, at, module })
  }

  /** The name of a rule, of a template if there are arguments. */
  private rule(entry: Entry, args: readonly Expression[] | undefined): string {
    let name = this.nameOf(entry)
    if (args) {
      const text = JSON.stringify(args, (key, value) =>
        key === 'position' || key === 'constraint' ? undefined : value,
      )
      if (text.length > MAX_ARGUMENTS) throw templatesError()
      const key = `${name}{${args.length === 1 ? text.slice(1, -1) : text}}`
      const known = this.instanceNames.get(key)
      if (known !== undefined) return known
      if (++this.instances > MAX_INSTANCES) throw templatesError()
      const shown = args.map(brief).join(',')
      name =
        shown.length <= 60 && !this.rules.has(`${name}{${shown}}`) ? `${name}{${shown}}` : `${name}{#${this.instances}}`
      this.instanceNames.set(key, name)
    }
    if (this.rules.has(name)) return name
    this.rules.set(name, undefined)
    this.pending.push(() => {
      const position = entry.module.source.position(entry.at)
      const params = args && new Map(args.map((arg, i) => [entry.params![i]!, arg]))
      const items = entry.bodies.map(({ body, module }) => this.attributed(entry, body, { module, params }))
      this.rules.set(name, { name, body: choice(items, position), position })
    })
    return name
  }
  private readonly instanceNames = new Map<string, string>()

  /** llguidance's attributes of rules. */
  private attributed(entry: Entry, body: LarkExpression, scope: Scope): Expression {
    const { source } = entry.module
    let suffix: LarkExpression | undefined
    let lazy = false
    for (const { name, value, at } of entry.attributes) {
      if (name === 'capture') continue
      if (name === 'lazy' && !value) lazy = true
      else if (name === 'suffix' && value) suffix = value
      else {
        const hint = 'Supported are capture, lazy and suffix; a stop is a suffix that the text has.'
        throw source.error('unsupported-attribute', `The attribute '${name}' is not supported.`, at, hint, entry.name)
      }
    }
    if (!lazy && !suffix) return this.expression(body, scope)
    const { at } = body
    const whole: LarkExpression = suffix ? { kind: 'sequence', items: [body, suffix], at } : body
    const position = source.position(at)
    const item = this.converter.tree(whole, scope.module)
    const more: Expression = { kind: 'pattern', source: '[^]+', flags: 'u' }
    return { kind: 'difference', item, without: { kind: 'sequence', items: [item, more], position }, position }
  }

  private expression(e: LarkExpression, scope: Scope): Expression {
    const { source } = scope.module
    const position = source.position(e.at)
    switch (e.kind) {
      case 'string':
        return literalOf(e.image, source, e.at)
      case 'regexp':
        return this.converter.anonymous(e, source)
      case 'range':
        return charClass(rangeOf(e, source), false, position)
      case 'name':
        return this.reference(e, scope)
      case 'sequence':
        return sequence(
          e.items.map((item) => this.expression(item, scope)),
          position,
        )
      case 'choice':
        return choice(
          e.items.map((item) => this.expression(item, scope)),
          position,
        )
      case 'repeat':
        checkBounds(e, source)
        return { kind: 'repeat', item: this.expression(e.item, scope), min: e.min, max: e.max, position }
      case 'json':
        return this.json(e, source)
      case 'regex': {
        const expression = substringExpression(e.image, source, e.at)
        // The text may be empty, which no terminal may be.
        if (this.options.lexer === 'none' || expression.kind !== 'repeat') return expression
        const name = `__QUOTE_${this.unnamed++}`
        this.terminals.set(name, { name, body: expression.item, position })
        return { ...expression, item: { kind: 'reference', name, position } }
      }
      case 'and':
      case 'not': {
        const hint = 'Put it in a terminal, with a name in upper case.'
        throw source.error('unsupported-syntax', `${e.kind === 'and' ? '&' : '~'} cannot be in a rule.`, e.at, hint)
      }
    }
  }

  private reference(e: LarkExpression & { kind: 'name' }, scope: Scope): Expression {
    const { module, params } = scope
    const { source } = module
    const position = source.position(e.at)
    const given = params?.get(e.name)
    if (given && !e.args) return given
    const entry = module.names.get(e.name)
    if (entry === undefined || (given && e.args)) {
      const hint = 'Define it, import it, or put quotes around it if it is text.'
      throw source.error('undefined-rule', `'${e.name}' is not defined.`, e.at, hint, e.name)
    }
    if (entry.declared) {
      if (this.options.declared.has(e.name)) return { kind: 'reference', name: e.name, position }
      const hint = "Name it in the option 'indentation' if it begins or ends a block; nothing else can make it."
      throw source.error('unsupported-declare', `'${e.name}' is declared, but nothing matches it.`, e.at, hint, e.name)
    }
    if ((e.args?.length ?? 0) !== (entry.params?.length ?? 0)) {
      const hint = `It has ${entry.params?.length ?? 0} of them.`
      throw source.error(
        'bad-parameters',
        `'${e.name}' is given ${e.args?.length ?? 0} parameters.`,
        e.at,
        hint,
        e.name,
      )
    }
    if (isTerminalName(e.name)) {
      const only = entry.bodies.length === 1 ? entry.bodies[0]! : undefined
      if (only?.body.kind === 'regex') return this.expression(only.body, { module: only.module, params: undefined })
      return { kind: 'reference', name: this.terminal(entry), position }
    }
    const args = e.args?.map((arg) => this.expression(arg, scope))
    return { kind: 'reference', name: this.rule(entry, args), position }
  }

  private json(e: { image: string; at: number }, source: Source): Expression {
    const { json } = this.options
    if (json === undefined) {
      const hint = "Pass the option 'json', which makes a constraint of a schema."
      throw source.error('unsupported-syntax', '%json needs a way to compile schemas.', e.at, hint)
    }
    const schema = jsonOf(e.image, '%json', source, e.at)
    return {
      kind: 'constraint',
      name: '%json',
      constraint: json(schema),
      source: schema,
      position: source.position(e.at),
    }
  }
}

/** Without a lexer: what is ignored may stand before the text and behind every part of it. */
function spaced(grammar: Grammar, ignore: readonly string[]): Grammar {
  const gap: Expression = {
    kind: 'repeat',
    item: choice(
      ignore.map((name) => ({ kind: 'reference', name })),
      { offset: 0, line: 1, column: 1 },
    ),
    min: 0,
    max: Number.POSITIVE_INFINITY,
  }
  const terminals = new Set(grammar.terminals.map(({ name }) => name))
  const after = (e: Expression): Expression => ({ kind: 'sequence', items: [e, gap], position: e.position })
  const within = (e: Expression, depth: number): Expression => {
    if (depth > 1000) throw nestingError()
    switch (e.kind) {
      case 'sequence':
      case 'choice':
        return { ...e, items: e.items.map((item) => within(item, depth + 1)) }
      case 'repeat':
        return { ...e, item: within(e.item, depth + 1) }
      case 'reference':
        return terminals.has(e.name) ? after(e) : e
      case 'literal':
        return e.text === '' ? e : after(e)
      default:
        return after(e)
    }
  }
  const rules = grammar.rules.map((rule) => ({ ...rule, body: within(rule.body, 0) }))
  const start = `__${grammar.start}`
  const first: Expression = { kind: 'sequence', items: [gap, { kind: 'reference', name: grammar.start }] }
  return { ...grammar, start, rules: [{ name: start, body: first }, ...rules] }
}

function brief(e: Expression): string {
  if (e.kind === 'literal') return JSON.stringify(e.text)
  if (e.kind === 'pattern') return `/${e.source}/`
  return e.kind === 'reference' ? e.name : '…'
}

function templatesError(): LimitError {
  return new LimitError(`Templates are made into more than ${MAX_INSTANCES} rules, or rules of endless arguments.`, {
    code: 'limit',
    limit: 'templates',
    value: MAX_INSTANCES,
    hint: 'A template must not use itself with ever greater arguments.',
  })
}
