/**
 * A grammar in our Lark as llguidance reads it. It has no `%commit`, no priorities of terminals and no rules that derive nothing, its
 * alternatives on a new line begin with `|`, and it reads a key word as a name, too, unless names exclude them: README.md says
 * what that changes about the language.
 */
export function forLlguidance(source) {
  const statements = []
  for (const line of source.split('\n')) {
    if (/^\s*(\/\/.*)?$/.test(line)) continue
    if (/^[A-Za-z_%?!][\w.]*\s*(:|\/|[A-Z])/.test(line)) statements.push(line)
    else statements[statements.length - 1] += ` ${line.trim()}`
  }
  const words = new Set()
  for (const [, word, flag] of source.matchAll(/"([A-Za-z]+)"(i?)/g)) words.add(flag ? `(?i:${word})` : word)
  const noWord = ` & ~/(${[...words].join('|')})/`
  return statements
    .filter((statement) => !/^(%commit|_\w*junk)\b/.test(statement))
    .map((statement) => statement.replace(/^([A-Z_][A-Z_0-9]*)\.-?\d+:/, '$1:'))
    .map((statement) => statement.replace(/\b_\w*junk \| | \| _\w*junk\b/g, ''))
    .map((statement) => (/^(ID|NAME): \/.*\/$/.test(statement) ? statement + noWord : statement))
    .join('\n')
}

/** GBNF as xgrammar reads it: no names that begin with a digit. */
export function forXgrammar(text) {
  return text.replace(/"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[^}]*\}|(?<![\w-])\d[\w-]*/g, (part) =>
    /^\d/.test(part) ? `n${part}` : part,
  )
}
