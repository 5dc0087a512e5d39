/**
 * Tops: the control of the JSON automaton, interned to integers.
 *
 * Tops are tuples [mode, formula, a, b, c, d, e]:
 *   Value     formula over schema leaves   a = whitespace read, b = whitespace due, c = indentation
 *   String    formula over string atoms    a = lexical state, b = its data
 *   Number    formula over number atoms    a = lexical state
 *   Literal   outer formula                a = which literal, b = letters read
 *   Open      object formula, after {      a = seen keys, b = whitespace read, c = indentation
 *   Key       object formula, in a key     a = seen keys, b = lexical state, c = its data, d = place among names, e = indentation
 *   Colon     formula of the member value, after its key (the frame is pushed already)   a = whitespace, b = indentation
 *   Member    object formula, after a member     a = seen keys, b = whitespace, c = indentation
 *   Comma     object formula, after its comma    likewise
 *   OpenList  array formula, after [       a = whitespace, b = indentation
 *   Item      array formula, after an item likewise
 *   End       after the root value         a = whitespace
 *
 * Indentation is 0 unless whitespace is 'pretty', where tops depend on the depth.
 */
import { TupleInterner } from '../automaton/interner.js'
import type { Formula } from './formula.js'

export enum Mode {
  Value = 1,
  String,
  Number,
  Literal,
  Open,
  Key,
  Colon,
  Member,
  Comma,
  OpenList,
  Item,
  End,
}

export const literalTexts = ['null', 'false', 'true']

export class Tops {
  private readonly tuples = new TupleInterner()

  make(mode: Mode, f: Formula, a = 0, b = 0, c = 0, d = 0, e = 0): number {
    return this.tuples.intern([mode, f, a, b, c, d, e])
  }

  /** Element i of the tuple. */
  at(top: number, i: number): number {
    return this.tuples.at(top, i)
  }

  formula(top: number): Formula {
    return this.tuples.at(top, 1)
  }

  /** The same top but for element i. */
  with(top: number, i: number, value: number): number {
    const tuple = this.tuples.tail(top, 0)
    tuple[i] = value
    return this.tuples.intern(tuple)
  }
}

/** 1 for the bytes that there can be outside strings and keys. */
export const outsideText = new Uint8Array(256)
for (const byte of new TextEncoder().encode('\t\n\r "{}[],:+-.0123456789eEtruefalsn')) outsideText[byte] = 1

/** Per mode, which element of a top's tuple counts the whitespace read; 0 where there is none. */
export const gapField: number[] = new Array(Mode.End + 1).fill(0)
for (const mode of [Mode.Value, Mode.Colon, Mode.OpenList, Mode.Item, Mode.End]) gapField[mode] = 2
for (const mode of [Mode.Open, Mode.Member, Mode.Comma]) gapField[mode] = 3
