/**
 * Formulas over the text of a string in progress: how they step, end and are joined. The states of strings are
 * such formulas beside the state of the lexer.
 */
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { type Satisfier, standsAlone, type Then } from './satisfy.js'
import type { StringHost } from './string-lexer.js'
import {
  deriveStringAtom,
  endStringAtom,
  isCapturing,
  nextBoundary,
  stringAtoms,
  stringFormulaToExpr,
} from './strings.js'

export class StringFormulas {
  private readonly atomsOf = new Map<Formula, Formula[]>()
  private readonly ends = new Map<Formula, Formula>()
  /** The host that is asked at every step. */
  private aloneHost: StringHost | undefined

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
  ) {}

  /** Joins the local part of a string formula into one expression where that is cheap. */
  joined(f: Formula): Formula {
    const parts = this.satisfier.split(f)
    if (!parts || parts.local <= TRUE) return f
    const { formulas, pool } = this.context
    const atoms = this.atoms(parts.local)
    const plain = atoms.every((x) => formulas.tag(x) === Tag.Length) && formulas.tag(parts.local) !== Tag.Or
    if (plain || formulas.isLeaf(parts.local)) return f
    const expr = stringFormulaToExpr(this.context, parts.local)
    if (pool.isEmpty(expr)) return FALSE
    const joined = expr === 2 ? TRUE : formulas.leaf(Tag.Pattern, expr)
    return formulas.and2(joined, parts.outer)
  }

  /** What a string is worth if it ends here. */
  end(f: Formula): Formula {
    return this.context.formulas.map(f, (leaf) => endStringAtom(this.context, leaf), this.ends)
  }

  /** How the string lexer sees string formulas; `then` judges what remains for the parents. */
  host(then: Then): StringHost {
    if (then !== standsAlone) return this.makeHost(then)
    this.aloneHost ??= this.makeHost(then)
    return this.aloneHost
  }

  private makeHost(then: Then): StringHost {
    const { context, satisfier } = this
    const { formulas } = context
    return {
      feed: (f, point) => {
        const parts = satisfier.split(f)
        if (parts?.local === TRUE) return f
        // Most often one local atom beside what the parents need.
        if (parts && formulas.isLeaf(parts.local)) {
          return formulas.and2(deriveStringAtom(context, parts.local, point), parts.outer)
        }
        return formulas.map(f, (leaf) => deriveStringAtom(context, leaf, point), new Map())
      },
      nextBoundary: (f, point) => (f <= TRUE ? 0x110000 : nextBoundary(context, this.atoms(f), point)),
      alike: (f, low, high) => {
        if (f <= TRUE) return true
        const atoms = this.atoms(f)
        return !isCapturing(context, atoms) && nextBoundary(context, atoms, low) > high
      },
      cost: (f) => satisfier.string(f, then),
      get anyCost() {
        return !satisfier.minimize
      },
    }
  }

  private atoms(f: Formula): Formula[] {
    let atoms = this.atomsOf.get(f)
    if (!atoms) {
      atoms = stringAtoms(this.context, f)
      this.atomsOf.set(f, atoms)
    }
    return atoms
  }
}
