import { refuseUnknownOptions } from '../error/index.js'
import { QuoteIndex } from '../regex/index.js'

export type { QuoteIndex } from '../regex/index.js'

export interface QuotesOptions {
  /** Whether quotes begin and end where words do: see `substringOf`. Default true. */
  wholeWords?: boolean
}

/**
 * The quotes of some texts, for the option `quotes` of `compileJsonSchema`: strings with a format of that name are then
 * pieces of a text, at least one character long.
 *
 * ```ts
 * compileJsonSchema({ type: 'string', format: 'quote' }, { quotes: { quote: quotesOf(article) } })
 * ```
 * @throws OptionError for no text, an empty one, one with lone surrogates, an unknown option
 */
export function quotesOf(texts: string | readonly string[], options: QuotesOptions = {}): QuoteIndex {
  refuseUnknownOptions(options, ['wholeWords'], 'quotesOf()')
  return new QuoteIndex(typeof texts === 'string' ? [texts] : texts, options.wholeWords ?? true)
}
