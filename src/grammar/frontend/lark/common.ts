/** What `%import common.X` finds: the terminals that Lark's documentation lists, as expressions of our own. */
const terminals: readonly (readonly [string, RegExp])[] = [
  ['DIGIT', /[0-9]/],
  ['HEXDIGIT', /[0-9A-Fa-f]/],
  ['INT', /[0-9]+/],
  ['SIGNED_INT', /[-+]?[0-9]+/],
  ['DECIMAL', /[0-9]+\.[0-9]*|\.[0-9]+/],
  ['FLOAT', /[0-9]+[Ee][-+]?[0-9]+|(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?/],
  ['SIGNED_FLOAT', /[-+]?(?:[0-9]+[Ee][-+]?[0-9]+|(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?)/],
  ['NUMBER', /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?/],
  ['SIGNED_NUMBER', /[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?/],
  ['ESCAPED_STRING', /"(?:[^"\\\n]|\\[^\n])*"/],
  ['LCASE_LETTER', /[a-z]/],
  ['UCASE_LETTER', /[A-Z]/],
  ['LETTER', /[A-Za-z]/],
  ['WORD', /[A-Za-z]+/],
  ['CNAME', /[A-Z_a-z][0-9A-Z_a-z]*/],
  ['WS_INLINE', /[\t ]+/],
  ['WS', /[\t\n\f\r ]+/],
  ['CR', /\r/],
  ['LF', /\n/],
  ['NEWLINE', /(?:\r?\n)+/],
  ['SH_COMMENT', /#[^\n]*/],
  ['CPP_COMMENT', /\/\/[^\n]*/],
  ['C_COMMENT', /\/\*(?:[^*]|\*+[^*\x2f])*\*+\//],
  ['SQL_COMMENT', /--[^\n]*/],
]

/** In Lark's own language, so that they can be overridden and extended like those of any other file. */
export const common = terminals.map(([name, { source }]) => `${name}: /${source}/\n`).join('')
