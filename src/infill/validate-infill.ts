import { type Constraint, DEAD, run } from '../automaton/index.js'
import { EspalierError, OptionError, refuseUnknownOptions } from '../error/index.js'
import { compileGrammar, type GrammarConstraint } from '../grammar/compile.js'
import type { Grammar } from '../grammar/grammar.js'
import { GrammarMachine } from '../grammar/machine.js'
import { ConstraintQuestion } from './constraint-question.js'
import { GrammarQuestion } from './grammar-question.js'
import type { InfillResult } from './infill-result.js'

const defaultSteps = 20_000_000

export interface InfillOptions {
  limits?: {
    /** Steps of parsing. Default 20,000,000. */
    steps?: number
    /** States that one search may see, where there is more to decide than a grammar. Default 30,000. */
    states?: number
  }
}

/**
 * Decides whether some texts can be put between the pieces so that the whole is a word of the language: of a grammar, a
 * schema, a regular expression, or any other constraint. Lexemes, numbers and characters may begin in one piece and end
 * in the next; "no" means that no fill exists, of whatever length.
 *
 * For grammars the answer always comes, unless they have indentation or embed constraints. Those, schemas and
 * constraints of constraints may have languages so large that neither a completion is found nor its absence proven within
 * the limits; then the question ends in an error, never in a wrong answer.
 *
 * @param pieces at least one; with one, there is no hole and the question is whether it is a word
 * @throws LimitError limit 'steps', or 'states' where the question is left open; and what the constraint's own `step` throws
 * @throws OptionError
 */
export function validateInfill(
  language: Constraint,
  pieces: readonly (string | Uint8Array)[],
  options: InfillOptions = {},
): InfillResult {
  refuseUnknownOptions(options, ['limits'], 'validateInfill()')
  refuseUnknownOptions(options.limits ?? {}, ['steps', 'states'], 'limits of validateInfill()')
  if (pieces.length === 0) {
    throw new OptionError('validateInfill() needs at least one piece.', {
      code: 'option-range',
      option: 'pieces',
      hint: 'A hole at the beginning or the end is an empty piece.',
    })
  }
  if (typeof language?.step !== 'function') {
    throw new OptionError('validateInfill() needs a compiled language.', {
      code: 'option-range',
      option: 'language',
      hint: 'Pass what compileGrammar(), compileJsonSchema() or compileRegex() returns.',
    })
  }
  const encoder = new TextEncoder()
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece))
  const { steps = defaultSteps, states = 30_000 } = options.limits ?? {}
  if (isGrammar(language) && !language.embeds && !language.indents) {
    return new GrammarQuestion(language, bytes, steps).answer()
  }
  const question = new ConstraintQuestion(language, bytes, states)
  const begun = question.beginning()
  if (begun) return begun
  const guesses: Uint8Array[] = []
  const larger = supersetsOf(language)
  for (const grammar of larger ? [larger.all, larger.plain] : []) {
    const result = grammar && new GrammarQuestion(grammar, bytes, steps).answer()
    if (result && !result.completable && grammar === larger?.all) return result
    if (!result?.completable) continue
    const word = encoder.encode(result.completion)
    const state = run(language, language.start, word)
    if (state !== DEAD && language.canEnd(state)) return result
    guesses.push(word)
  }
  return question.answer(guesses)
}

/** Fills that make a word, undefined if there are none; not always shortest, but found as fast as can be. @internal */
export function someFills(
  language: Constraint,
  pieces: readonly Uint8Array[],
  options: InfillOptions = {},
): readonly Uint8Array[] | undefined {
  if (isGrammar(language) && !language.embeds && !language.indents) {
    return new GrammarQuestion(language, pieces, options.limits?.steps ?? defaultSteps).someFills()
  }
  const result = validateInfill(language, pieces, options)
  return result.completable ? result.fillBytes : undefined
}

type CompiledGrammar = GrammarMachine & GrammarConstraint

/** Grammars that say more than a schema does: what has no completion there has none at all. */
interface Supersets {
  readonly all: CompiledGrammar
  readonly plain: CompiledGrammar | undefined
}

const supersets = new WeakMap<Constraint, Supersets | undefined>()

/** Those of a schema, unless they are too large. */
function supersetsOf(language: Constraint): Supersets | undefined {
  const { superset } = language as { superset?: (plain: boolean) => Grammar }
  if (!superset) return undefined
  if (!supersets.has(language)) {
    const all = compiled(() => superset(false))
    supersets.set(language, all && { all, plain: compiled(() => superset(true)) })
  }
  return supersets.get(language)
}

function compiled(grammar: () => Grammar): CompiledGrammar | undefined {
  try {
    const machine = compileGrammar(grammar())
    return isGrammar(machine) ? machine : undefined
  } catch (error) {
    if (!EspalierError.isInstance(error)) throw error
    return undefined
  }
}

function isGrammar(language: Constraint): language is CompiledGrammar {
  return language instanceof GrammarMachine
}
