import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'

export const name = 'web-xgrammar'
/** It compiles everything beforehand: masks of a fresh grammar and of a used one are the same work. */
export const freshCompiles = 1

/** The package says "type": "module" but its bundle is UMD with require: neither import nor require loads it. */
function load() {
  const path = createRequire(import.meta.url).resolve('@mlc-ai/web-xgrammar')
  const module = new Module(path)
  module.filename = path
  module.paths = Module._nodeModulePaths(path)
  module._compile(readFileSync(path, 'utf8'), path)
  return module.exports
}

/** Pieces of byte-level BPE by id; special tokens are empty strings, which are never allowed. */
function pieces(tokenizerJson) {
  const list = []
  for (const [piece, id] of Object.entries(tokenizerJson.model.vocab)) list[id] = piece
  for (const token of tokenizerJson.added_tokens) list[token.id] = token.special ? '' : token.content
  return Array.from(list, (piece) => piece ?? '')
}

export async function prepare({ tokenizerJson, endIds }) {
  const { GrammarCompiler, GrammarMatcher, TokenizerInfo } = load()
  const encoded = pieces(tokenizerJson)
  const info = await TokenizerInfo.createTokenizerInfo(encoded, 'byte_level', false, encoded.length, endIds)
  const compiler = await GrammarCompiler.createGrammarCompiler(info, false)
  const wrap = (compiled) => ({
    async matcher() {
      const one = await GrammarMatcher.createGrammarMatcher(compiled)
      return {
        // The engine's own call, without the promise and the copy of the public method.
        mask() {
          const words = one.handle.GetNextTokenBitmask(one.vocab_size)
          words.delete()
          return words
        },
        /** The public method, promise and copy included; not timed. */
        bits: () => one.getNextTokenBitmask(),
        accept: (id) => one.acceptToken(id),
        dispose: () => one.dispose(),
      }
    },
    dispose: () => compiled.dispose(),
  })
  return {
    async compile(schema, whitespace) {
      const text = JSON.stringify(schema)
      return wrap(
        whitespace === 'flexible'
          ? await compiler.compileJSONSchema(text, true, undefined, undefined, false)
          : await compiler.compileJSONSchema(text, false, -1, [',', ':'], false),
      )
    },
    compileGrammar: async (gbnf) => wrap(await compiler.compileGrammar(gbnf)),
    compileJson: async () => wrap(await compiler.compileBuiltinJSONGrammar()),
  }
}
