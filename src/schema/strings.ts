/** String formulas: derivatives by code point, evaluation at the end, translation to one regular expression. */
import type { Expr } from '../regex/index.js'
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'

const surrogatesToo = [0, 0x10ffff]

/** The derivative of a string atom by one code point. */
export function deriveStringAtom(context: Context, atom: Formula, codePoint: number): Formula {
  const { formulas, pool, words } = context
  switch (formulas.tag(atom)) {
    case Tag.Length: {
      const n = formulas.a(atom)
      return n <= 1 ? TRUE : formulas.leaf(Tag.Length, n - 1)
    }
    case Tag.Pattern:
      return patternLeaf(context, pool.derive(formulas.a(atom), codePoint))
    case Tag.Words: {
      const child = words.child(formulas.a(atom), codePoint)
      return child === 0 ? FALSE : formulas.leaf(Tag.Words, child)
    }
    default:
      return atom
  }
}

function patternLeaf(context: Context, expr: Expr): Formula {
  const { formulas } = context
  // Only what is plain to see; emptiness in general is the satisfiability test's question.
  return expr === 0 ? FALSE : expr === 2 ? TRUE : formulas.leaf(Tag.Pattern, expr)
}

/** What a string atom is worth when the string ends here. */
export function endStringAtom(context: Context, atom: Formula): Formula {
  const { formulas, pool, words } = context
  switch (formulas.tag(atom)) {
    case Tag.Length:
      return FALSE
    case Tag.Pattern:
      return pool.nullable(formulas.a(atom)) ? TRUE : FALSE
    case Tag.Words:
      return words.ends(formulas.a(atom)) ? TRUE : FALSE
    default:
      return atom
  }
}

/** A string formula at the end of a word. */
export function evaluateString(context: Context, f: Formula, word: readonly number[]): Formula {
  const { formulas } = context
  const value = (atom: Formula): Formula => {
    const tag = formulas.tag(atom)
    if (tag !== Tag.Words && tag !== Tag.Length && tag !== Tag.Pattern) return atom
    let at = atom
    for (const point of word) {
      at = deriveStringAtom(context, at, point)
      if (at <= TRUE) return at
    }
    return endStringAtom(context, at)
  }
  return formulas.map(f, value, new Map())
}

/** The smallest code point above `point` at which a derivative of some atom of `f` may change; 0x110000 if none. */
export function nextBoundary(context: Context, atoms: readonly Formula[], point: number): number {
  const { formulas, pool, words } = context
  let next = 0x110000
  const deep = isCapturing(context, atoms)
  for (const atom of atoms) {
    const tag = formulas.tag(atom)
    if (tag === Tag.Pattern) {
      const bounds = pool.boundaries(formulas.a(atom), deep)
      let low = 0
      let high = bounds.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (bounds[middle]! <= point) low = middle + 1
        else high = middle
      }
      if (low < bounds.length && bounds[low]! < next) next = bounds[low]!
    } else if (tag === Tag.Words) {
      for (const first of words.firsts(formulas.a(atom))) {
        if (first > point && first < next) next = first
        if (first + 1 > point && first + 1 < next) next = first + 1
        if (first > point) break
      }
    }
  }
  return next
}

/** True if derivatives may differ although no boundary lies between: what is read may be referred to later. */
export function isCapturing(context: Context, atoms: readonly Formula[]): boolean {
  const { formulas, pool } = context
  return atoms.some((x) => formulas.tag(x) === Tag.Pattern && pool.isCapturing(formulas.a(x)))
}

export function stringAtoms(context: Context, f: Formula): Formula[] {
  const atoms: Formula[] = []
  context.formulas.leaves(f, (leaf) => {
    const tag = context.formulas.tag(leaf)
    if (tag === Tag.Pattern || tag === Tag.Length || tag === Tag.Words) atoms.push(leaf)
  })
  return atoms
}

/** The regular expression of a string atom. */
export function stringAtomExpr(context: Context, atom: Formula): Expr {
  const { formulas, pool } = context
  switch (formulas.tag(atom)) {
    case Tag.Length:
      return pool.repeat(pool.charClass(surrogatesToo), formulas.a(atom), Number.POSITIVE_INFINITY)
    case Tag.Words:
      return pool.wordSet(formulas.a(atom))
    default:
      return formulas.a(atom)
  }
}

/** The regular expression of a formula that has string atoms only. */
export function stringFormulaToExpr(context: Context, f: Formula): Expr {
  const { formulas, pool } = context
  if (f === FALSE) return 0
  if (f === TRUE) return 2
  switch (formulas.tag(f)) {
    case Tag.And:
      return pool.and(...formulas.args(f).map((x) => stringFormulaToExpr(context, x)))
    case Tag.Or:
      return pool.alt(...formulas.args(f).map((x) => stringFormulaToExpr(context, x)))
    case Tag.Not: {
      const inner = formulas.a(f)
      // ¬(at least n) is a bounded repetition: keep it positive, complements are dear.
      if (formulas.tag(inner) === Tag.Length) {
        return pool.repeat(pool.charClass(surrogatesToo), 0, formulas.a(inner) - 1)
      }
      return pool.not(stringFormulaToExpr(context, inner))
    }
    case Tag.One: {
      const parts = formulas.args(f).map((x) => stringFormulaToExpr(context, x))
      return pool.alt(...parts.map((p, i) => pool.and(p, ...parts.filter((_, j) => j !== i).map((q) => pool.not(q)))))
    }
    default:
      return stringAtomExpr(context, f)
  }
}
