import type { Constraint } from '../automaton/index.js'

/**
 * A context-free grammar as data: what every front-end makes, the kernel compiles and the writers print.
 *
 * Two ways of reading text, by `lexer`:
 * - 'longest': text is first cut into lexemes. At every place the longest text that some terminal matches is taken; of
 *   terminals that match the same text the one of highest priority, then a literal before a pattern, then the one
 *   listed first. Literals and patterns in rules are terminals without names; those written alike, or like a named one, are one terminal. Terminals of `ignore` may stand
 *   between any two others. Only terminals that rules reachable from the start use, or `ignore` names, take part.
 * - 'none': no lexemes. Literals and patterns in rules match text as it comes, however it can be cut; a
 *   terminal is a rule like any other. `ignore` must be empty.
 */
export interface Grammar {
  readonly start: string
  readonly rules: readonly Rule[]
  readonly terminals: readonly Terminal[]
  /** Names of terminals. */
  readonly ignore: readonly string[]
  readonly lexer: 'longest' | 'none'
  /** Set if the indentation of lines is part of the syntax. With lexer 'longest' only. */
  readonly indentation?: Indentation
}

export interface Rule {
  readonly name: string
  readonly body: Expression
  readonly position?: Position | undefined
}

export interface Terminal {
  readonly name: string
  /** Regular: references to terminals only, and not in a circle. No constraint. */
  readonly body: Expression
  /** Default 0. The higher wins where two terminals match the same text. */
  readonly priority?: number | undefined
  /**
   * Text that can only become this terminal is not given up: `/*` begins a comment, and is not `/` and `*` where the
   * comment is never closed. Telling a lexeme's end may otherwise take text without bound.
   */
  readonly commits?: boolean | undefined
  readonly position?: Position | undefined
}

/**
 * Lines whose indentation opens and closes blocks, as in Python. `newline` is the name of a terminal that ends in the
 * line's indentation (`(\r?\n[ \t]*)+`, which takes blank lines, too, and may take comments); columns are counted after its last
 * line feed, a tab leading to the next tab stop. Where a line is indented deeper than the one before, `indent` follows, where less
 * deep, as many `dedent` as blocks end; both are names that occur in rules and match no text. A line that is less deep must be as deep
 * as one of the lines around. Where something else than blanks stands behind the last line feed of a newline, a comment, say, only the
 * end of the text can follow it. Between brackets `newline` is ignored.
 *
 * The first line is not indented: no text begins with a blank. At the end of the text the open blocks end,
 * whatever the width of a newline there, and a newline that the rules want may be missing.
 *
 * Rules must open and close blocks and brackets in pairs, open a block right behind a newline, close it behind one or behind
 * another block, and read no newline between brackets. Such grammars cannot embed constraints.
 */
export interface Indentation {
  readonly newline: string
  readonly indent: string
  readonly dedent: string
  /** Names or texts of the terminals that open a bracket, and those that close one. */
  readonly open: readonly string[]
  readonly close: readonly string[]
  /** Columns of a tab stop, 1 to 1,024. Default 8. */
  readonly tab?: number
}

/** Where something stands in a source text: offset in UTF-16 units from 0, line and column from 1. */
export interface Position {
  readonly offset: number
  readonly line: number
  readonly column: number
}

export type Expression = (
  | { readonly kind: 'literal'; readonly text: string; readonly ignoreCase?: boolean }
  /** A regular expression in the syntax of ECMA-262, matched as a whole. */
  | { readonly kind: 'pattern'; readonly source: string; readonly flags?: string }
  /** A rule or a terminal. */
  | { readonly kind: 'reference'; readonly name: string }
  /** One after the other. Without items: the empty text. */
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  /** Any of the items. Without items: nothing at all. */
  | { readonly kind: 'choice'; readonly items: readonly Expression[] }
  /** `max` may be Infinity. */
  | { readonly kind: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number }
  /** Texts of `item` that are none of `without`. Both must be regular. */
  | { readonly kind: 'difference'; readonly item: Expression; readonly without: Expression }
  /** Texts of all items, which must be regular. */
  | { readonly kind: 'intersection'; readonly items: readonly Expression[] }
  /** The texts of another constraint (a schema, say), however they end. In rules only. `source` is how it was written. */
  | { readonly kind: 'constraint'; readonly name: string; readonly constraint: Constraint; readonly source?: unknown }
) & { readonly position?: Position | undefined }
