import { compileJsonSchema, createMatcher, readVocabulary } from '../../dist/core.js'

export const name = 'espalier'
/** Compiling again costs little, so the cold figures are medians over fresh grammars. */
export const freshCompiles = 15

/** Reads the vocabulary and, with one mask inside a string, everything that all schemas share. */
export async function prepare({ tokenizerJson, endIds }) {
  const vocabulary = readVocabulary(tokenizerJson, { endIds })
  const matcher = createMatcher(compileJsonSchema({ type: 'string' }), vocabulary)
  matcher.acceptBytes(new TextEncoder().encode('"a'))
  matcher.mask()
  return {
    async compile(schema, whitespace) {
      const constraint = compileJsonSchema(schema, { whitespace })
      return {
        async matcher() {
          const one = createMatcher(constraint, vocabulary)
          return { mask: () => one.mask(), accept: (id) => one.accept(id) }
        },
        dispose() {},
      }
    },
  }
}
