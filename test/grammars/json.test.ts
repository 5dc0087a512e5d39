import { testGrammar } from './harness.js'
import { parses, values, wrong } from './json-texts.js'

testGrammar('json', {
  accept: [...values, '\r\n{\n\t"a" :\n[ ]\n}\n'],
  reject: ['', ...wrong, '1\n2', '"line\nfeed"'],
  oracle: parses,
})
