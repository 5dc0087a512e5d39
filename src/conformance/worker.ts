/** The thread that judges entries: 'ready' first, then one result per entry it is sent. */
import { parentPort, workerData } from 'node:worker_threads'
import { judgeEntry } from './judge.js'
import type { WorkerSetup } from './pool.js'
import { loadTokens } from './tokens.js'
import type { Entry } from './types.js'

const { remotes, tokenizer, memory } = workerData as WorkerSetup
const tokens = tokenizer === undefined ? undefined : loadTokens(tokenizer)
parentPort!.on('message', (entry: Entry) => {
  const result = judgeEntry(entry, { remotes, tokens, memory })
  parentPort!.postMessage(result, [result.tokenMicros.buffer as ArrayBuffer, result.coldMicros.buffer as ArrayBuffer])
})
parentPort!.postMessage('ready')
