import { type GrammarError, LimitError } from '../../../error/index.js'
import { Source } from '../notation.js'
import { common } from './common.js'
import {
  type Attribute,
  type Definition,
  type Import,
  type IndentStatement,
  type LarkExpression,
  readStatements,
} from './syntax.js'

const MAX_IMPORTS = 200
const MAX_IMPORT_DEPTH = 20

/** A grammar file, and what the names in it mean. A file that is imported twice is two modules, as in Lark. */
export interface Module {
  readonly source: Source
  /** What names begin with that were never given another. */
  readonly prefix: string
  readonly names: Map<string, Entry>
  readonly ignored: { readonly body: LarkExpression; readonly at: number }[]
  /** Terminals of `%commit`. */
  readonly commits: { readonly name: string; readonly at: number }[]
  indentation: IndentStatement | undefined
}

/** A rule or a terminal. */
export interface Entry {
  /** Its name in the grammar that is made. */
  name: string
  readonly terminal: boolean
  /** Its alternatives, with the module whose names they use. */
  bodies: { readonly body: LarkExpression; readonly module: Module }[]
  params: readonly string[] | undefined
  priority: number
  attributes: readonly Attribute[]
  /** Declared, and defined nowhere. */
  readonly declared: boolean
  readonly at: number
  readonly module: Module
}

export type Resolve = ((path: string) => string | undefined) | undefined

/**
 * The module of a text, with all that it imports.
 *
 * `resolve` is asked for 'dir/file.lark' where a grammar imports from dir.file, and for './dir/file.lark' where it imports
 * from .dir.file. A module asks from where it stands itself.
 * @throws GrammarError
 * @throws LimitError 'imports'
 */
export function loadModules(text: string, resolve: Resolve): Module {
  let count = 0
  const load = (text: string, prefix: string, path: string, depth: number): Module => {
    if (++count > MAX_IMPORTS || depth > MAX_IMPORT_DEPTH) throw tooManyImports()
    const source = new Source(text)
    const module: Module = { source, prefix, names: new Map(), ignored: [], commits: [], indentation: undefined }
    const statements = readStatements(source)
    const loaded = new Map<string, Module>()
    for (const one of statements) {
      if (one.kind !== 'import') continue
      const found = locate(one, path)
      let from = loaded.get(found)
      if (from === undefined) {
        const content = found === 'common.lark' ? common : resolve?.(found)
        if (content === undefined) throw noModule(source, one, found, resolve !== undefined)
        from = load(content, `${one.path.join('__')}__`, found, depth + 1)
        loaded.set(found, from)
      }
      bring(module, from, one, depth === 0)
    }
    for (const one of statements) if (one.kind === 'define' && one.how === 'new') define(module, one, depth === 0)
    for (const one of statements) {
      if (one.kind === 'define' && one.how !== 'new') redefine(module, one)
      else if (one.kind === 'declare') for (const name of one.names) declare(module, name, one.at)
      else if (one.kind === 'commit') for (const name of one.names) module.commits.push({ name, at: one.at })
      else if (one.kind === 'indent') indent(module, one)
      else if (one.kind === 'ignore') module.ignored.push({ body: one.body, at: one.at })
      else if (one.kind === 'options' && one.image.replace(/\s/g, '') !== '{}') {
        const hint = 'They say nothing about a language: pass options to compileGrammar().'
        throw source.error('unsupported-syntax', 'Options in %llguidance are not supported.', one.at, hint)
      }
    }
    return module
  }
  return load(text, '', '', 0)
}

function locate({ relative, path }: Import, from: string): string {
  const file = `${path.join('/')}.lark`
  if (!relative) return file
  const folder = from.slice(0, from.lastIndexOf('/') + 1)
  return `${folder === '' ? './' : folder}${file}`
}

function bring(module: Module, from: Module, { names, at }: Import, root: boolean): void {
  for (const { name, as } of names) {
    const entry = from.names.get(name)
    if (entry === undefined) {
      throw module.source.error('undefined-import', `There is no '${name}' to import.`, at, 'Mend the name.', name)
    }
    if (isTerminalName(as) !== entry.terminal) {
      const hint = 'Names of terminals are in upper case, those of rules in lower case.'
      throw module.source.error('bad-name', `'${name}' cannot be called '${as}'.`, at, hint, name)
    }
    add(module, as, entry, at)
    if (root) entry.name = as
  }
}

function define(module: Module, one: Definition, root: boolean): void {
  const { name, params, priority, attributes, body, at } = one
  const terminal = isTerminalName(name)
  if (terminal && (params || attributes.length > 0)) throw notForTerminals(module, one)
  const entry: Entry = {
    name: root ? name : `${module.prefix}${name}`,
    terminal,
    bodies: [{ body, module }],
    params,
    priority,
    attributes,
    declared: false,
    at,
    module,
  }
  add(module, name, entry, at)
}

function notForTerminals(module: Module, { name, at }: Definition): GrammarError {
  const hint = 'Make it a rule, with a name in lower case.'
  return module.source.error('unsupported-syntax', `The terminal '${name}' cannot have parameters.`, at, hint, name)
}

function declare(module: Module, name: string, at: number): void {
  const shared = { bodies: [], params: undefined, priority: 0, attributes: [], declared: true }
  if (module.names.has(name)) return
  add(module, name, { name, terminal: isTerminalName(name), ...shared, at, module }, at)
}

function indent(module: Module, one: IndentStatement): void {
  if (module.indentation) {
    throw module.source.error('duplicate-rule', 'There are two %indent.', one.at, 'Keep one of them.')
  }
  if (one.brackets.length % 2 === 1) {
    const hint = 'Name brackets in pairs: "(" ")" "[" "]".'
    throw module.source.error('syntax', 'A bracket in %indent has no partner.', one.brackets.at(-1)!.at, hint)
  }
  for (const name of [one.indent, one.dedent]) declare(module, name, one.at)
  module.indentation = one
}

function redefine(module: Module, { name, how, params, priority, attributes, body, at }: Definition): void {
  const entry = module.names.get(name)
  if (entry === undefined) {
    const hint = 'Import it first, or define it without the keyword.'
    throw module.source.error('undefined-rule', `There is no '${name}' to ${how}.`, at, hint, name)
  }
  if ((params?.join() ?? '') !== (entry.params?.join() ?? '')) {
    const hint = 'Give it the same parameters.'
    throw module.source.error('bad-parameters', `'${name}' has other parameters.`, at, hint, name)
  }
  if (how === 'extend') {
    entry.bodies.push({ body, module })
    return
  }
  entry.bodies = [{ body, module }]
  entry.priority = priority
  entry.attributes = attributes
}

function add(module: Module, name: string, entry: Entry, at: number): void {
  if (module.names.has(name)) {
    const hint = 'Give one of them another name, or say %override or %extend.'
    throw module.source.error('duplicate-rule', `'${name}' is defined twice.`, at, hint, name)
  }
  module.names.set(name, entry)
}

export function isTerminalName(name: string): boolean {
  return /^_?[A-Z]/.test(name)
}

function noModule(source: Source, { at }: Import, path: string, asked: boolean): GrammarError {
  const hint = asked
    ? 'The option import must return its text.'
    : "Pass the option import, which returns a file's text."
  return source.error('undefined-import', `There is no grammar '${path}'.`, at, hint)
}

function tooManyImports(): LimitError {
  return new LimitError(`A grammar imports more than ${MAX_IMPORTS} files, or more than ${MAX_IMPORT_DEPTH} deep.`, {
    code: 'limit',
    limit: 'imports',
    value: MAX_IMPORTS,
    hint: 'Files must not import each other in a circle.',
  })
}
