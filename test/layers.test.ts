import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** From the bottom up; a layer imports only layers below it (and itself). */
const layers = [
  'error',
  'regex',
  'vocab',
  'automaton',
  'grammar',
  'schema',
  'mask',
  'infill',
  'decode',
  'engine',
  'sdk',
  'adapters',
  'conformance',
  'cli',
]
const core = layers.slice(0, layers.indexOf('infill') + 1)

/** Packages that core may use at run time. */
const corePackages = ['@eslint-community/regexpp', 'chevrotain']

/** Contracts that a lower layer may name in types. */
const contracts = ['engine/engine.ts', 'engine/diffusion-engine.ts']

/** What a browser or an edge worker does not have, and what a content security policy forbids. */
const nodeOnly = [
  'Buffer',
  'process',
  'require',
  '__dirname',
  '__filename',
  'global',
  'setImmediate',
  'clearImmediate',
  'eval',
  'Function',
]

interface Import {
  from: string
  typeOnly: boolean
}

function importsOf(source: ts.SourceFile): Import[] {
  const imports: Import[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      imports.push({ from: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: isTypeOnly(node.importClause) })
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      imports.push({ from: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: node.isTypeOnly })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments
      if (first && ts.isStringLiteral(first)) imports.push({ from: first.text, typeOnly: false })
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      imports.push({ from: (node.argument.literal as ts.StringLiteral).text, typeOnly: true })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return imports
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.isTypeOnly) return true
  const named = clause.namedBindings
  return (
    !clause.name && named !== undefined && ts.isNamedImports(named) && named.elements.every((one) => one.isTypeOnly)
  )
}

/** Names used as values, i.e. not `x.name`, `{ name: … }` or a type. */
function freeNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return
    if (ts.isIdentifier(node)) {
      const { parent } = node
      const member = ts.isPropertyAccessExpression(parent) && parent.name === node
      const key = (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node
      if (!member && !key) names.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

/** Faults of one file; `path` is relative to src, with forward slashes. */
function faultsOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const layer = path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined
  if (layer === undefined) return path === 'core.ts' ? coreEntryFaults(path, source) : [`${path}: stands in no layer`]
  const rank = layers.indexOf(layer)
  if (rank < 0) return [`${path}: '${layer}' is no layer`]
  const faults: string[] = []
  for (const { from, typeOnly } of importsOf(source)) {
    if (!from.startsWith('.')) {
      if (core.includes(layer) && !corePackages.includes(from)) faults.push(`${path}: core imports '${from}'`)
      continue
    }
    const target = resolveImport(path, from)
    if (!from.endsWith('.js')) faults.push(`${path}: '${from}' has no .js suffix`)
    const targetLayer = target.split('/')[0]!
    if (layers.indexOf(targetLayer) <= rank && target.includes('/')) continue
    if (typeOnly && contracts.includes(target)) continue
    faults.push(`${path}: imports '${target}' from a layer above`)
  }
  if (core.includes(layer)) faults.push(...nodeFaults(path, source))
  return faults
}

function coreEntryFaults(path: string, source: ts.SourceFile): string[] {
  const outside = importsOf(source).filter(({ from }) => !core.includes(resolveImport(path, from).split('/')[0]!))
  return [...outside.map(({ from }) => `${path}: exports '${from}', which is not core`), ...nodeFaults(path, source)]
}

function nodeFaults(path: string, source: ts.SourceFile): string[] {
  const names = freeNames(source)
  return nodeOnly.filter((name) => names.has(name)).map((name) => `${path}: core uses '${name}'`)
}

function resolveImport(path: string, from: string): string {
  return relative(resolve('/'), resolve('/', dirname(path), from))
    .split(sep)
    .join('/')
    .replace(/\.js$/, '.ts')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : []
  })
}

describe('layers', () => {
  const root = fileURLToPath(new URL('../src', import.meta.url))
  const files = filesBelow(root).map((file) => relative(root, file).split(sep).join('/'))

  it('import only downwards, and core uses neither Node nor a package beyond the parsers', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((file) => faultsOf(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  it.each([
    ['schema/a.ts', "import { x } from '../mask/matcher.js'", 'layer above'],
    ['schema/a.ts', "export * from '../sdk/index.js'", 'layer above'],
    ['decode/a.ts', "import { Engine } from '../engine/engine.js'", 'layer above'],
    ['mask/a.ts', "const a = await import('../cli/main.js')", 'layer above'],
    ['sdk/a.ts', "import { x } from '../core.js'", 'layer above'],
    ['vocab/a.ts', "import { readFileSync } from 'node:fs'", "'node:fs'"],
    ['vocab/a.ts', "import type { Ajv } from 'ajv'", "'ajv'"],
    ['mask/a.ts', 'const b = Buffer.from([1])', "'Buffer'"],
    ['mask/a.ts', 'if (process.env.X) debug()', "'process'"],
    ['mask/a.ts', "const f = new Function('return 1')", "'Function'"],
    ['mask/a.ts', "import { x } from './b'", '.js suffix'],
    ['core.ts', "export { generate } from './sdk/index.js'", 'not core'],
    ['tools/a.ts', '', 'no layer'],
  ])('a fault in %s is seen: %s', (path, text, fault) => {
    expect(faultsOf(path, text).join()).toContain(fault)
  })

  it.each([
    ['decode/a.ts', "import type { Engine } from '../engine/engine.js'"],
    ['mask/a.ts', 'const x = { process: 1 }; x.process++'],
    ['cli/a.ts', "import { readFile } from 'node:fs/promises'; process.exit()"],
  ])('%s may say: %s', (path, text) => {
    expect(faultsOf(path, text)).toEqual([])
  })
})
