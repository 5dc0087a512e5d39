import { describe, expect, it } from 'vitest'
import * as core from '../../src/core.js'

describe('the core entry', () => {
  it('exports what constraining takes, and nothing that needs Node', () => {
    expect(Object.keys(core).sort()).toEqual(
      [
        ...['DEAD', 'run', 'compileJsonSchema', 'compileRegex', 'createMatcher', 'createExplainer', 'minTokensAfter'],
        ...['createCanvas', 'validateInfill', 'prepareMasks'],
        ...['byteVocabulary', 'createVocabulary', 'readVocabulary', 'refuseUnknownOptions'],
        ...[
          'choice',
          'complement',
          'denyList',
          'difference',
          'freeText',
          'intersection',
          'literal',
          'optional',
          'repeat',
          'quotesOf',
          'sequence',
          'structuralTags',
          'substringOf',
          'switchTo',
          'thinking',
          'union',
          'words',
        ],
        ...[
          'EngineError',
          'EspalierError',
          'GrammarError',
          'LimitError',
          'ModelError',
          'OptionError',
          'RegexError',
          'SchemaError',
        ],
        ...['TruncatedError', 'VocabularyError'],
        ...['compileGrammar', 'parseGBNF', 'parseLark', 'parseEBNF', 'fromChevrotain', 'toGBNF', 'toLark', 'toEBNF'],
        ...['lintGrammar', 'explainText', 'expectedAt'],
      ].sort(),
    )
  })

  it('takes a text through schema, vocabulary and matcher', () => {
    const vocabulary = core.byteVocabulary()
    const constraint = core.compileJsonSchema(
      { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] },
      { whitespace: 'compact' },
    )
    const m = core.createMatcher(constraint, vocabulary)
    expect(m.acceptBytes(new TextEncoder().encode('{"a":t'))).toBe(true)
    expect(new TextDecoder().decode(m.forcedBytes())).toBe('rue')
    expect(m.forcedTokens()).toEqual([...new TextEncoder().encode('rue')])
    const fork = m.fork()
    for (const token of m.forcedTokens()) expect(m.accept(token)).toBe(true)
    expect(m.canEnd).toBe(false)
    expect(m.minTokensToEnd).toBe(1)
    expect(m.accept('}'.charCodeAt(0))).toBe(true)
    expect(m.canEnd).toBe(true)
    const words = m.mask()
    expect((words[256 >>> 5]! >>> (256 & 31)) & 1).toBe(1)
    m.rollback(2)
    expect(new TextDecoder().decode(m.text())).toBe('{"a":tru')
    expect(fork.accepts('x'.charCodeAt(0))).toBe(false)
  })
})
