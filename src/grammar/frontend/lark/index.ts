import type { Constraint } from '../../../automaton/index.js'
import { OptionError, refuseUnknownOptions } from '../../../error/index.js'
import type { Grammar, Indentation } from '../../grammar.js'
import { checkStart } from '../notation.js'
import { Builder } from './builder.js'
import { loadModules } from './modules.js'

export interface LarkOptions {
  /** The rule to start from. Default 'start'. */
  start?: string
  /**
   * The text of a grammar file that is imported, undefined if there is none. `%import .dir.file.X` asks for './dir/file.lark',
   * `%import dir.file.X` for 'dir/file.lark'. `common` is built in.
   */
  import?: (path: string) => string | undefined
  /** Whether text is cut into lexemes (default 'longest', like Lark's lexer 'basic') or not ('none', like 'dynamic_complete'). */
  lexer?: 'longest' | 'none'
  /** What makes a constraint of the schema behind `%json`. Without it `%json` is refused. */
  json?: (schema: unknown) => Constraint
  /**
   * Lines whose indentation opens and closes blocks: what gives meaning to `%declare _INDENT _DEDENT`. For grammars that have no
   * `%indent NEWLINE INDENT DEDENT "(" ")"` of their own.
   */
  indentation?: Indentation
  /** Names of terminals whose beginning is never anything else: `C_COMMENT` where `/` and `*` are operators too. */
  commits?: readonly string[]
}

/**
 * A grammar in the language of Lark, with llguidance's additions `%json`, `%regex`, `&`, `~`, `{m,n}` and the attributes
 * `lazy` and `suffix`, and with `%commit NAME…` for terminals whose beginning is never anything else and `%indent` for blocks.
 *
 * @throws GrammarError with a position: codes 'syntax', 'undefined-rule', 'undefined-import', 'duplicate-rule', 'missing-start', 'bad-pattern',
 *   'unsupported-pattern', 'unsupported-syntax', 'unsupported-declare', 'unsupported-attribute', 'rule-in-terminal', 'recursive-terminal',
 *   'bad-parameters', 'bad-name', 'bad-text', 'bad-range', 'bad-count', 'bad-json'
 * @throws LimitError limits 'nesting', 'imports', 'templates'
 * @throws OptionError for unknown options
 */
export function parseLark(text: string, options: LarkOptions = {}): Grammar {
  const known = ['start', 'import', 'lexer', 'json', 'indentation', 'commits']
  refuseUnknownOptions(options, known, 'parseLark()')
  const { start = 'start', lexer = 'longest', json, indentation, commits = [] } = options
  if (lexer !== 'longest' && lexer !== 'none') {
    const hint = "Use 'longest' or 'none'."
    throw new OptionError(`'lexer' of parseLark() cannot be ${String(lexer)}.`, {
      code: 'option-range',
      option: 'lexer',
      hint,
    })
  }
  const root = loadModules(text, options.import)
  const rules = new Set([...root.names].filter(([, entry]) => !entry.terminal && !entry.params).map(([name]) => name))
  checkStart(start, rules, root.source)
  for (const name of commits) {
    if (root.names.get(name)?.terminal) continue
    const hint = 'Name terminals of the grammar.'
    throw new OptionError(`There is no terminal '${name}' that could commit.`, {
      code: 'option-range',
      option: 'commits',
      hint,
    })
  }
  for (const { name, at } of root.commits) {
    if (root.names.get(name)?.terminal) continue
    const hint = 'Name terminals of the grammar.'
    throw root.source.error('undefined-rule', `There is no terminal '${name}' that could commit.`, at, hint, name)
  }
  if (indentation && root.indentation) {
    const hint = 'Take one of them away.'
    throw new OptionError("The grammar has %indent, and parseLark() the option 'indentation'.", {
      code: 'option-range',
      option: 'indentation',
      hint,
    })
  }
  const marks = indentation ?? root.indentation
  const declared = new Set(marks ? [marks.indent, marks.dedent] : [])
  const grammar = new Builder(root, {
    start,
    lexer,
    json,
    declared,
    commits: new Set([...commits, ...root.commits.map(({ name }) => name)]),
  }).build()
  return indentation ? { ...grammar, indentation } : grammar
}
