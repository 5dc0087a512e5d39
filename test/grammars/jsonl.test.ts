import { testGrammar } from './harness.js'
import { parses, values, wrong } from './json-texts.js'

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
