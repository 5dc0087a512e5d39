/** Texts that are one JSON value and are also JSON Lines, and below texts that are neither. */
export const values = [
  'null',
  'true',
  ' false\t',
  '0',
  '-0',
  '-0.0e-0',
  '12.50E+10',
  '1e400',
  '123456789012345678901234567890',
  '""',
  '"\\u0000\\ud83d\\uDE00"',
  '"\\ud800"',
  '"\\" \\\\ \\/ \\b\\f\\n\\r\\t"',
  '"ünï — 日本 👩🏽‍🚀 \u007f\u2028"',
  '[]',
  '[ ]',
  '[1, [2, [3, []]], {}]',
  '{}',
  '{"a":1,"a":2}',
  '{"":{"b":[true,false,null]}}',
  '{ "x" : [ 1 , 2 ] }',
  '[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]',
]

export const wrong = [
  ' ',
  'nul',
  'True',
  'undefined',
  'NaN',
  '-Infinity',
  '01',
  '-',
  '+1',
  '.5',
  '1.',
  '1e',
  '0x10',
  '1 2',
  "'a'",
  '"a',
  '"tab\there"',
  '"\\x41"',
  '"\\u12G4"',
  '"\\a"',
  '[1,]',
  '[,]',
  '[1 2]',
  ']',
  '[[]',
  '{"a"}',
  '{"a":}',
  '{a:1}',
  '{"a":1,}',
  '{"a":1 "b":2}',
  '{1:2}',
  '// note\n1',
  '\uFEFF1',
  '\u00a01',
]

export const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
