/** JSON strings as regular expressions over their texts, quotes included. */
import { ExprPool, parsePattern } from '../regex/index.js'

const plain = '[^"\\\\\\x00-\\x1f]'
const anyEscape = '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})'

/** Strings of `min` to `max` code points; one spelt as two escapes may count as two. */
export function stringSource(min: number, max: number): string {
  const pair = '\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}'
  return `"(?:${plain}|${anyEscape}${max === Number.POSITIVE_INFINITY ? '' : `|${pair}`})${times(min, max)}"`
}

/** Strings with an escape somewhere. */
export const escapedStringSource = `"${plain}*${anyEscape}(?:${plain}|${anyEscape})*"`

/** What is between the quotes of a string without escapes. */
export function plainSource(min: number, max: number): string {
  return `${plain}${times(min, max)}`
}

function times(min: number, max: number): string {
  return min === 0 && max === Number.POSITIVE_INFINITY ? '*' : `{${min},${max === Number.POSITIVE_INFINITY ? '' : max}}`
}

/** Whether a pattern can stand in a grammar, and is not so large that nothing is won: what it counts makes states. */
export function isUsablePattern(source: string): boolean {
  if (source.length > 300) return false
  let counted = 0
  for (const [, bound] of source.matchAll(/(\d+)\}/g)) counted += Number(bound)
  if (counted > 64) return false
  try {
    const pool = new ExprPool({ expressions: 20_000 })
    return !pool.isCapturing(parsePattern(pool, `[^]*(?:${source})[^]*`))
  } catch {
    return false
  }
}

const day = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])'
const offset = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
const clock = `(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[zZ]|[+-]${offset})`
const anyCase = '[0-9A-Fa-f]'
const formats: ReadonlyMap<string, string> = new Map([
  ['date', day],
  ['time', clock],
  ['date-time', `${day}[tT]${clock}`],
  ['uuid', `${anyCase}{8}-${anyCase}{4}-${anyCase}{4}-${anyCase}{4}-${anyCase}{12}`],
  ['email', '[^@\\s][^]*@[^@\\s]+'],
  ['ipv4', '[0-9]{1,3}(?:\\.[0-9]{1,3}){3}'],
  ['ipv6', '[0-9a-fA-F.]*:[0-9a-fA-F.:]*:[0-9a-fA-F.]*'],
  ['uri', '[a-zA-Z][a-zA-Z0-9+.-]*:[^]*'],
  ['iri', '[a-zA-Z][a-zA-Z0-9+.-]*:[^]*'],
  ['hostname', '[a-zA-Z0-9][a-zA-Z0-9.-]*'],
  ['duration', 'P(?:[0-9]+[YMWD])*(?:T(?:[0-9]+[HMS])+)?'],
])

/** Texts of a format, or more; undefined for formats that are left out. */
export function formatSource(name: string): string | undefined {
  return formats.get(name)
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\\\',
  '/': '/',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
}

/** All spellings of one string, or only the usual one. */
export function spellingsSource(text: string, usual: boolean): string {
  let source = usual ? [...JSON.stringify(text).slice(1, -1)].map((c) => escaped(c)).join('') : ''
  if (usual) return `"${source}"`
  for (const character of text) {
    const ways: string[] = []
    const point = character.codePointAt(0)!
    const surrogate = point >= 0xd800 && point < 0xe000
    if (point >= 0x20 && character !== '"' && character !== '\\' && !surrogate) ways.push(escaped(character))
    let units = ''
    for (let i = 0; i < character.length; i++) units += `\\\\u${hexSource(character.charCodeAt(i))}`
    ways.push(units)
    const short = shortEscapes[character]
    if (short !== undefined) ways.push(`\\\\${short}`)
    source += ways.length === 1 ? ways[0] : `(?:${ways.join('|')})`
  }
  return `"${source}"`
}

/** All strings but those with one of the names spelt without an escape; only those without an escape, if `usual`. */
export function otherNamesSource(names: readonly string[], usual: boolean): string {
  const others = without(trieOf(names))
  return usual ? `"${others}"` : `"${others}"|${escapedStringSource}`
}

interface Node {
  readonly children: Map<string, Node>
  ends: boolean
}

function trieOf(names: readonly string[]): Node {
  const root: Node = { children: new Map(), ends: false }
  for (const name of names) {
    // Long names and such that cannot be spelt plainly are left among the others: too many texts do no harm.
    if (name.length > 200 || /["\\\p{Cc}\p{Surrogate}]/u.test(name)) continue
    let node = root
    for (const character of name) {
      let child = node.children.get(character)
      if (!child) {
        child = { children: new Map(), ends: false }
        node.children.set(character, child)
      }
      node = child
    }
    node.ends = true
  }
  return root
}

/** Plain texts behind a node that are not in the trie. */
function without(node: Node): string {
  const first = [...node.children.keys()].map((character) => escaped(character, true)).join('')
  const ways = [`[^"\\\\\\x00-\\x1f${first}]${plain}*`]
  if (!node.ends) ways.push('')
  for (const [character, child] of node.children) ways.push(`${escaped(character)}${without(child)}`)
  return `(?:${ways.join('|')})`
}

/** A character in a regular expression that stands for itself. */
function escaped(character: string, inClass = false): string {
  if (/^[A-Za-z0-9_ ]$/.test(character)) return character
  const point = character.codePointAt(0)!
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`
  return inClass || point > 0xffff ? `\\u{${point.toString(16)}}` : character
}

function hexSource(unit: number): string {
  return [...unit.toString(16).padStart(4, '0')]
    .map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join('')
}
