/** Conformance runs: labelled instances of many schemas against the automaton, by bytes and by tokens. */
export { judgeEntry } from './judge.js'
export { judgeAll, type PoolSettings } from './pool.js'
export { readEntries, readRemotes } from './read.js'
export {
  changes,
  hasFaults,
  keywordMarkdown,
  markdown,
  plainTable,
  type Report,
  type ReportFile,
  reportFile,
  summarise,
} from './report.js'
export type { Entry, EntryResult, Fault, Instance } from './types.js'
