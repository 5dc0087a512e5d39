import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp'
import { ExprPool, parsePattern } from '../../../regex/index.js'

/**
 * A regular expression that is run without the flag u, as one with it. Characters and classes are written anew where the flag
 * would give them another meaning.
 */
export function withFlagU(source: string, ignoreCase: boolean): string {
  if (!ignoreCase && !/\\[pPuk]/.test(source) && isValid(source, true)) return source
  const pattern = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode: false })
  const pool = new ExprPool()
  const leaves: AST.Node[] = []
  const leaf = (node: AST.Node): void => {
    if (node.parent?.type !== 'CharacterClass' && node.parent?.type !== 'CharacterClassRange') leaves.push(node)
  }
  visitRegExpAST(pattern, { onCharacterEnter: leaf, onCharacterSetEnter: leaf, onCharacterClassEnter: leaf })
  let out = ''
  let at = 0
  for (const node of leaves.sort((a, b) => a.start - b.start)) {
    const { starts, classes, representatives } = pool.partition(
      parsePattern(pool, node.raw, ignoreCase ? 'i' : '', 'legacy'),
    )
    const set = parsePattern(pool, node.raw, ignoreCase ? 'i' : '', 'legacy')
    let inside = ''
    starts.forEach((from, i) => {
      if (!pool.nullable(pool.derive(set, representatives[classes[i]!]!))) return
      const to = (starts[i + 1] ?? 0x110000) - 1
      inside += from === to ? hex(from) : `${hex(from)}-${hex(to)}`
    })
    out += `${source.slice(at, node.start)}[${inside}]`
    at = node.end
  }
  return out + source.slice(at)
}

function hex(point: number): string {
  return `\\u{${point.toString(16)}}`
}

function isValid(source: string, unicode: boolean): boolean {
  try {
    new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode })
    return true
  } catch {
    return false
  }
}
