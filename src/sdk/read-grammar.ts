/** Grammars from their texts, in whichever notation they are written. */
import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { type Grammar, type Indentation, parseEBNF, parseGBNF, parseLark } from '../grammar/index.js'
import { compileJsonSchema } from '../schema/index.js'

/** 'gbnf' (llama.cpp), 'lark', 'ebnf' (that of the XML recommendation), 'iso-ebnf' (ISO/IEC 14977). */
export type GrammarFormat = 'gbnf' | 'lark' | 'ebnf' | 'iso-ebnf'

export const grammarFormats: readonly GrammarFormat[] = ['gbnf', 'lark', 'ebnf', 'iso-ebnf']

export interface ReadGrammarOptions {
  format: GrammarFormat
  /** Where the grammar begins. Default: 'root' in GBNF, 'start' in Lark, else the first rule. */
  start?: string | undefined
  /** Lark and EBNF only: whether text is cut into lexemes. Default: 'longest' for Lark, 'none' for EBNF. */
  lexer?: 'longest' | 'none' | undefined
  /** EBNF only: more rules that are terminals. */
  terminals?: readonly string[] | undefined
  /** EBNF only: terminals that may stand between any two others. */
  ignore?: readonly string[] | undefined
  /** Lark only: terminals whose beginning is never anything else. */
  commits?: readonly string[] | undefined
  /** Lark only: lines whose indentation opens and closes blocks. */
  indentation?: Indentation | undefined
  /** Lark only: the text of a file that is imported, undefined if there is none. */
  import?: ((path: string) => string | undefined) | undefined
}

/** Per notation the options that mean something in it. */
const meaningful: Readonly<Record<GrammarFormat, readonly (keyof ReadGrammarOptions)[]>> = {
  gbnf: ['start'],
  lark: ['start', 'lexer', 'commits', 'indentation', 'import'],
  ebnf: ['start', 'lexer', 'terminals', 'ignore'],
  'iso-ebnf': ['start', 'lexer', 'terminals', 'ignore'],
}

/**
 * A grammar from its text. In Lark `%json` takes a JSON Schema; in ISO notation a special sequence `? … ?` is a regular expression of
 * ECMA-262.
 *
 * @throws GrammarError, LimitError: see `parseGBNF`, `parseLark` and `parseEBNF`
 * @throws OptionError for unknown options, and for those that mean nothing in the notation
 */
export function readGrammar(text: string, options: ReadGrammarOptions): Grammar {
  const { format, ...rest } = options
  if (!grammarFormats.includes(format)) {
    throw new OptionError(`There is no notation '${String(format)}' for grammars.`, {
      code: 'invalid-option',
      option: 'format',
      hint: `Use one of ${grammarFormats.map((one) => `'${one}'`).join(', ')}.`,
    })
  }
  refuseUnknownOptions(options, ['format', ...new Set(Object.values(meaningful).flat())], 'readGrammar()')
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  for (const option of Object.keys(given)) {
    if (meaningful[format].includes(option as keyof ReadGrammarOptions)) continue
    throw new OptionError(`Option '${option}' means nothing for a grammar in the notation '${format}'.`, {
      code: 'invalid-option',
      option,
      hint: `There are ${meaningful[format].map((one) => `'${one}'`).join(', ')}.`,
    })
  }
  switch (format) {
    case 'gbnf':
      return parseGBNF(text, given)
    case 'lark':
      return parseLark(text, { ...given, json: (schema) => compileJsonSchema(schema) })
    case 'ebnf':
      return parseEBNF(text, { ...given, flavour: 'w3c' })
    case 'iso-ebnf':
      return parseEBNF(text, {
        ...given,
        flavour: 'iso',
        special: (source) => ({ kind: 'pattern', source, flags: 'u' }),
      })
  }
}
