import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { builtIn, folderOfGrammars } from './load.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8')

describe('the list of built-in grammars', () => {
  it('is sorted, and has every field of every grammar', () => {
    const names = builtIn.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)].sort())
    for (const entry of builtIn) {
      expect(Object.keys(entry)).toEqual(['name', 'file', 'format', 'title', 'start', 'extension', 'description'])
      expect(entry.file, entry.name).toBe(`${entry.name}.${entry.format}`)
      expect(entry.extension, entry.name).toMatch(/^\.[a-z0-9]+$/)
      expect(entry.description, entry.name).toMatch(/^[A-Z].*\.$/)
      expect(existsSync(join(folderOfGrammars, entry.file)), entry.name).toBe(true)
    }
  })

  it('agrees with the documentation, which says what each covers', () => {
    const table = read('docs', 'grammars', 'README.md')
    const rows = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
    expect(rows).toEqual(builtIn.map(({ name }) => name))
    for (const { name, file } of builtIn) {
      // Each file begins with a comment on its standard.
      expect(read('grammars', file), name).toMatch(/^(#|\/\/|\/\*)/)
    }
  })

  it('is in the package', () => {
    expect(JSON.parse(read('package.json')).files).toContain('grammars')
    expect(readdirSync(folderOfGrammars).sort()).toEqual(['index.json', ...builtIn.map(({ file }) => file)].sort())
  })
})
