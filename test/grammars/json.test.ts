import { testGrammar } from './harness.js'

/** Texts that are one JSON value, and texts that are none. Those of the first table without line breaks are also JSON Lines. */
const values = [
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

const wrong = [
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

const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

testGrammar('json', {
  accept: [...values, '\r\n{\n\t"a" :\n[ ]\n}\n'],
  reject: ['', ...wrong, '1\n2', '"line\nfeed"'],
  oracle: parses,
})

testGrammar('jsonl', {
  accept: [
    '',
    ...values,
    '1\n',
    '1\n2',
    '1\r\n2\r\n',
    '{"a":1}\n{"a":2}\n{"a":[3, 4]}\n',
    '"a"\n"b"\nnull',
    ' [] \n {} \n',
  ],
  reject: [...wrong, '\n', '1\n\n2', '1\n \n2', '1\r2', '[1,\n2]', '{\n}', '1\n2\n\n', '1,\n2', '1\n,2'],
  oracle: (text) =>
    text === '' ||
    text
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .every((line) => !line.includes('\r') && parses(line)),
})
