import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { QuoteIndex } from '../regex/index.js'
import type { Constraint, State } from './constraint.js'
import { intersection } from './product.js'
import { compileRegex } from './regex-constraint.js'

export interface SubstringOptions {
  /**
   * Whether a piece begins and ends where words do, so that no word is cut. A word is a run of letters, digits and `_`, with
   * an apostrophe between letters and a point or comma between digits; any other character stands alone. Default false.
   */
  wholeWords?: boolean
  /** Fewest and most code points of a piece. Default 1 and no limit. */
  minLength?: number
  maxLength?: number
}

/**
 * The pieces of a text, or of any of several: what stands in it word for word, at least one character long. Pieces of a
 * text of several megabytes are as cheap as those of a sentence, but for 5 bytes of memory per byte of text.
 *
 * @throws OptionError for no text, an empty one, one with lone surrogates, bounds that are none, an unknown option
 * @throws EspalierError code 'empty-language' if no piece is so long
 * @throws LimitError with bounds only, as `intersection`
 */
export function substringOf(texts: string | readonly string[], options: SubstringOptions = {}): Constraint {
  refuseUnknownOptions(options, ['wholeWords', 'minLength', 'maxLength'], 'substringOf()')
  const { wholeWords = false, minLength = 1, maxLength = Number.POSITIVE_INFINITY } = options
  for (const [option, value, least] of [
    ['minLength', minLength, 0],
    ['maxLength', maxLength, Math.max(1, minLength)],
  ] as const) {
    if (value >= least && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY)) continue
    throw new OptionError(`'${option}' of substringOf() cannot be ${String(value)}.`, {
      code: 'option-range',
      option,
      hint: `Use a whole number of at least ${least}.`,
    })
  }
  const pieces = new Substrings(new QuoteIndex(typeof texts === 'string' ? [texts] : texts, wholeWords))
  if (minLength <= 1 && maxLength === Number.POSITIVE_INFINITY) return pieces
  const most = maxLength === Number.POSITIVE_INFINITY ? '' : maxLength
  return intersection([pieces, compileRegex(`[^]{${minLength},${most}}`)])
}

/** States are those of the index. */
class Substrings implements Constraint {
  readonly start: State = QuoteIndex.START

  constructor(private readonly index: QuoteIndex) {}

  step(state: State, byte: number): State {
    return this.index.step(state, byte)
  }

  canEnd(state: State): boolean {
    return this.index.accepts(state)
  }

  minBytesToEnd(state: State): number {
    return this.index.minBytes(state)
  }
}
