import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** llama.cpp's own reader of grammars. */
export interface Llama {
  /** Throws where llama.cpp refuses the grammar. */
  read(gbnf: string): (text: string) => boolean
}

const packages: Readonly<Record<string, string>> = {
  'linux-arm64': 'linux-arm64',
  'linux-x64': 'linux-x64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
}

interface Addon {
  AddonGrammar: new (gbnf: string, options: { rootRuleName: string }) => { isTextCompatible(text: string): boolean }
}

/** Undefined where no binary is installed. */
export function loadLlama(): Llama | undefined {
  const name = packages[`${process.platform}-${process.arch}`]
  if (name === undefined) return undefined
  const folder = fileURLToPath(new URL(`../../../node_modules/@node-llama-cpp/${name}/bins/${name}/`, import.meta.url))
  const file = `${folder}llama-addon.node`
  if (!existsSync(file)) return undefined
  const { AddonGrammar } = createRequire(import.meta.url)(file) as Addon
  return {
    read(gbnf) {
      const grammar = new AddonGrammar(gbnf, { rootRuleName: 'root' })
      return (text) => grammar.isTextCompatible(text)
    },
  }
}
