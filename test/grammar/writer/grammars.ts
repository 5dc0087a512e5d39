import { type Grammar, parseEBNF, parseGBNF } from '../../../src/grammar/index.js'

/** Grammars of many kinds, by name. */
export const grammars: Readonly<Record<string, () => Grammar>> = {
  'a move list': () =>
    parseGBNF(`# moves of a game, numbered
root ::= (
  "1. " ply " " ply "\\n"
  ([1-9] [0-9]? ". " ply " " ply "\\n"){0,3}
)
ply ::= (man | pawn | castling) [+#]?
man ::= [NBRQK] [a-h]? "x"? square
pawn ::= ([a-h] "x")? square ("=" [NBRQ])?
castling ::= "O-O" "-O"?
square ::= [a-h] [1-8]
`),
  'arithmetic with left recursion': () =>
    parseEBNF(
      `sum ::= sum ('+' | '-') product | product
       product ::= product '*' power | product '/' power | power
       power ::= atom '^' power | atom
       atom ::= [0-9]+ | '(' sum ')'`,
      { flavour: 'w3c' },
    ),
  'left recursion behind what may be empty': () =>
    parseEBNF(
      `a ::= b a 'x' | 'y' | c
       b ::= 'z'?
       c ::= a? a 'w' | `,
      { flavour: 'w3c' },
    ),
  'comments by difference': () =>
    parseEBNF(
      `document ::= (comment | Char - '<')*
       comment ::= '<!--' ((Char - '-') | ('-' (Char - '-')))* '-->'
       Char ::= [#x9#xA#x20-#xD7FF#xE000-#xFFFD]`,
      { flavour: 'w3c' },
    ),
  'names but one': () =>
    parseEBNF(
      `target ::= Name - (('X' | 'x') ('M' | 'm') ('L' | 'l'))
       Name ::= [A-Za-z_] [A-Za-z0-9_]*`,
      { flavour: 'w3c' },
    ),
  'names in several scripts': () =>
    parseGBNF(`root ::= name (", " name){0,2}
name ::= latin | greek | kana | emoji
latin ::= [A-ZÀ-Þ] [a-zß-ÿ-]{1,8}
greek ::= [Α-Ω] [α-ω]+
kana ::= [ぁ-ゖ]{2,5} | "\\u30AB\\u30CA"
emoji ::= [\\U0001F600-\\U0001F64F] "\\"\\\\"?`),
  'counted repetitions': () =>
    parseEBNF(
      `record = 3 * digit, "-", 2 * (letter, [ digit ]), { ";", digit }-, [ "it's", 'a "b"' ];
       digit = "0" | "1" | "2";
       letter = "a" | "b";`,
      { flavour: 'iso' },
    ),
  JSON: () =>
    parseGBNF(`root ::= ws value
value ::= object | array | string | number | "true" ws | "false" ws | "null" ws
object ::= "{" ws (pair ("," ws pair)*)? "}" ws
pair ::= string ":" ws value
array ::= "[" ws (value ("," ws value)*)? "]" ws
string ::= "\\"" char* "\\"" ws
char ::= [^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4})
number ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [-+]? [0-9]+)? ws
ws ::= [ \\t\\n\\r]*`),
  'a language with lexemes': () =>
    parseEBNF(
      `expr ::= expr '+' term | expr '++' | term | 'if' expr
       term ::= NAME | NUMBER | '(' expr ')'
       NAME ::= [a-z] [a-z0-9]*
       NUMBER ::= [0-9]+ ('.' [0-9]+)?
       SPACE ::= ' '+`,
      { flavour: 'w3c', lexer: 'longest', ignore: ['SPACE'] },
    ),
  'statements with keywords and comments': () =>
    parseEBNF(
      `program ::= statement*
       statement ::= 'let' ID '=' value ';' | 'while' '(' value ')' statement | '{' statement* '}'
       value ::= value ('<' | '<=' | '<<' | '-' | '--') value | ID | STRING | '-' value
       ID ::= [a-z_]+ - ('do' | 'end')
       STRING ::= '"' [^"#xA]* '"'
       COMMENT ::= '//' [^#xA]* #xA
       BLANK ::= [ #xA]+`,
      { flavour: 'w3c', lexer: 'longest', ignore: ['COMMENT', 'BLANK'] },
    ),
  'patterns and intersections': () => ({
    start: 'start',
    lexer: 'none',
    ignore: [],
    terminals: [],
    rules: [
      {
        name: 'start',
        body: {
          kind: 'sequence',
          items: [
            { kind: 'literal', text: 'Key', ignoreCase: true },
            { kind: 'pattern', source: '\\s*[:=]\\s{0,2}(?!0\\d)\\d{1,3}' },
            {
              kind: 'repeat',
              min: 0,
              max: 2,
              item: {
                kind: 'intersection',
                items: [
                  { kind: 'pattern', source: ';[a-z]{2,4}' },
                  { kind: 'pattern', source: '.*[aeiou].*', flags: 's' },
                ],
              },
            },
          ],
        },
      },
    ],
  }),
}
