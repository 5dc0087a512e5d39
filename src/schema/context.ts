/** The tables shared by the parts of one compiled schema. */
import { TupleInterner } from '../automaton/interner.js'
import { ExprPool, type QuoteIndex, type WordTrees } from '../regex/index.js'
import { canonicalJson } from './canonical-json.js'
import type { DialectName } from './dialect.js'
import { type Formula, FormulaStore } from './formula.js'
import { type Decimal, NumberTheory, parseDecimal } from './number/index.js'

export type Whitespace = 'flexible' | 'compact' | 'pretty'

/** JSON types in the order in which the compiler tries them. */
export enum Type {
  Null,
  False,
  True,
  Number,
  String,
  Array,
  Object,
}
export const typeCount = 7

/**
 * Second operand of the number atom that `type: integer` of draft 4 makes: there an integer is a number written
 * without a fraction, so that 1.0 is none, though its value is one.
 */
export const asWritten = 1

export interface SchemaOptions {
  /**
   * Whitespace between tokens: 'flexible' any run of at most `limits.whitespace` characters, 'compact' none,
   * 'pretty' as `JSON.stringify(value, null, 2)` writes it. Default 'flexible'.
   */
  whitespace?: Whitespace
  /** 'schema': declared properties come in declared order, others after them. Default 'any'. */
  propertyOrder?: 'any' | 'schema'
  /**
   * 'canonical': escapes only where `JSON.stringify` writes them, so that keys and constants have a single
   * spelling; no -0, integers without a point. Texts with lone surrogates are left out. Default 'any'.
   */
  spelling?: 'any' | 'canonical'
  /**
   * Whether `format` constrains. Default 'assert'. A record asserts, too, and says what its formats mean: a regular
   * expression, searched for as `pattern` is (anchor it to match the whole string), or false for an annotation.
   */
  formats?: 'assert' | 'annotate' | Readonly<Record<string, RegExp | string | false>>
  /** Formats that mean: a piece of some texts, made by `quotesOf`. They hold whatever `formats` says. */
  quotes?: Readonly<Record<string, QuoteIndex>>
  /** Default: what `$schema` says, else 2020-12. */
  dialect?: DialectName
  /** Refuse unknown keywords, except those listed. Default false: they are annotations. */
  strict?: boolean | { readonly keywords: readonly string[] }
  /** Supplies remote schemas by absolute URI, synchronously; undefined if there is none. */
  resolve?: (uri: string) => unknown
  limits?: Partial<SchemaLimits>
}

export interface SchemaLimits {
  /** Subschemas in all documents. */
  subschemas: number
  /** Interned automaton states. */
  states: number
  /** Steps of the search that decides whether any value satisfies the schema. */
  search: number
  /**
   * Steps of the search for a completion after one more byte. When they are used up the text is taken to be
   * live and `report.undecided` counts it: nothing valid is lost and nothing invalid accepted, but such a text
   * may turn out to have no completion.
   */
  stepSearch: number
  /** Interned regular expressions. */
  expressions: number
  /** Longest run of whitespace between two tokens, 'flexible' only. */
  whitespace: number
}

export const defaultLimits: SchemaLimits = {
  subschemas: 200_000,
  states: 5_000_000,
  search: 200_000,
  stepSearch: 5_000,
  expressions: 1_000_000,
  whitespace: 128,
}

/** A property table: what `properties`, `patternProperties` and `additionalProperties` of one schema say together. */
export interface PropertyTable {
  /** Schema node per name. */
  readonly properties: ReadonlyMap<string, number>
  readonly patterns: readonly { expr: number; source: string; node: number }[]
  /** Node for the remaining keys, -1 if they are free. */
  readonly additional: number
  /** Names in declared order, the preferred order of keys. */
  readonly order: readonly string[]
  /** The only key the table says anything about, -1 if there are more. */
  readonly sole: number
}

/** An item list: what `prefixItems` and `items` (or their older forms) say. */
export interface ItemList {
  readonly prefix: readonly number[]
  /** Node for the items after the prefix, -1 if they are free. */
  readonly rest: number
}

export class Context {
  readonly formulas = new FormulaStore()
  readonly pool: ExprPool
  readonly numbers: NumberTheory
  readonly words: WordTrees
  readonly tables: PropertyTable[] = []
  readonly lists: ItemList[] = []
  readonly keyNames: string[] = []
  private readonly keyIds = new Map<string, number>()
  readonly warnings: { path: string; message: string }[] = []
  readonly limits: SchemaLimits
  /** Questions of liveness and length given up when their budget was used up. */
  undecided = 0

  constructor(readonly options: SchemaOptions) {
    this.limits = { ...defaultLimits, ...options.limits }
    this.pool = new ExprPool({ expressions: this.limits.expressions })
    this.words = this.pool.trees
    this.numbers = new NumberTheory(() => this.undecided++)
  }

  /** Sets of values an array has already: sorted tuples of value ids. */
  readonly valueSets = new TupleInterner()
  readonly emptyValues = this.valueSets.intern([])
  /** Sets that were made of another one by adding a value. */
  readonly valueOrigins = new Map<number, { set: number; value: number }>()
  /** Canonical JSON text per value id. */
  readonly values: string[] = []
  private readonly valueIds = new Map<string, number>()

  valueId(canonical: string): number {
    let id = this.valueIds.get(canonical)
    if (id === undefined) {
      id = this.values.length
      this.values.push(canonical)
      this.valueIds.set(canonical, id)
    }
    return id
  }

  /** The value that a JSON text spells. */
  valueOfText(text: string): number {
    return this.valueId(canonicalJson(JSON.parse(text)))
  }

  /** The set of the given values. */
  valueSet(values: readonly number[]): number {
    return this.valueSets.intern([...new Set(values)].sort((x, y) => x - y))
  }

  withValue(set: number, value: number): number {
    const ids = this.valueSets.tail(set, 0)
    if (ids.includes(value)) return set
    ids.push(value)
    const more = this.valueSets.intern(ids.sort((x, y) => x - y))
    if (!this.valueOrigins.has(more)) this.valueOrigins.set(more, { set, value })
    return more
  }

  keyId(name: string): number {
    let id = this.keyIds.get(name)
    if (id === undefined) {
      id = this.keyNames.length
      this.keyNames.push(name)
      this.keyIds.set(name, id)
    }
    return id
  }

  warn(path: string, message: string): void {
    this.warnings.push({ path, message })
  }
}

export { type Decimal, type Formula, parseDecimal }
