export { byteVocabulary, createVocabulary } from './token-table.js'
export { type ReadVocabularyOptions, readVocabulary } from './tokenizer-json.js'
export type { Vocabulary } from './vocabulary.js'
