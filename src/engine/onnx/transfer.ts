import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ListFileEntry } from '@huggingface/hub'
import { ModelError } from '../../error/index.js'

/** A model on a hub. */
export interface Source {
  id: string
  revision: string
  endpoint: string
  token: string | undefined
  signal: AbortSignal | undefined
}

/** What is written to; replaced in tests. */
export interface FileWriter {
  write(chunk: Uint8Array): Promise<unknown>
  close(): Promise<void>
}

/** @internal */
export const storage = {
  open: async (path: string): Promise<FileWriter> => {
    const handle = await open(path, 'w')
    return { write: (chunk) => handle.writeFile(chunk), close: () => handle.close() }
  },
}

/** Times a broken transfer is taken up again where it broke. */
const resumptions = 3

/** A transfer that ended early: worth another try. */
class BrokenTransfer extends Error {}

/**
 * Fetches one file to `path`, by way of a temporary file beside it: `path` appears when its content is complete and
 * right, and nothing stays behind otherwise. A transfer that breaks off is taken up again where it broke.
 */
export async function fetchFile(
  source: Source,
  entry: ListFileEntry,
  path: string,
  onLoaded: (bytes: number) => void,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.part`
  const writer = await storage.open(part)
  let open = true
  try {
    const hash = checksumOf(entry)
    let loaded = 0
    for (let attempt = 0; ; attempt++) {
      try {
        for await (const chunk of body(source, entry, loaded)) {
          await writer.write(chunk)
          hash.update(chunk)
          loaded += chunk.length
          onLoaded(loaded)
        }
        if (loaded === entry.size) break
        throw new BrokenTransfer(`the transfer ended after ${loaded} of ${entry.size} bytes`)
      } catch (error) {
        if (!(error instanceof BrokenTransfer) || loaded > entry.size || attempt >= resumptions) throw error
      }
    }
    await writer.close()
    open = false
    if (hash.digest('hex') !== (entry.lfs?.oid ?? entry.oid)) {
      throw new ModelError(`The checksum of '${entry.path}' is wrong.`, {
        code: 'download-corrupt',
        hint: 'Download it again; if it happens again, something between here and the hub changes the file.',
      })
    }
    source.signal?.throwIfAborted()
    await rename(part, path)
  } catch (error) {
    if (open) await writer.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  }
}

/** SHA-256 of the content for large files, git's blob id for others. */
function checksumOf(entry: ListFileEntry) {
  return entry.lfs ? createHash('sha256') : createHash('sha1').update(`blob ${entry.size}\0`)
}

async function* body(source: Source, entry: ListFileEntry, from: number): AsyncGenerator<Uint8Array> {
  const path = entry.path.split('/').map(encodeURIComponent).join('/')
  const url = `${source.endpoint}/${source.id}/resolve/${encodeURIComponent(source.revision)}/${path}`
  const headers: Record<string, string> = {}
  if (source.token) headers.authorization = `Bearer ${source.token}`
  if (from > 0) headers.range = `bytes=${from}-`
  let response: Response
  try {
    response = await fetch(url, { headers, signal: source.signal ?? null })
  } catch (cause) {
    if (source.signal?.aborted) throw cause
    // Nothing was ever heard from the hub: trying again is of no use. After a start it may be.
    if (from > 0) throw new BrokenTransfer('the connection broke off', { cause })
    throw cause
  }
  if (!response.ok) throw new StatusError(response.status, url)
  if (!response.body) return
  // A server that does not know ranges begins anew.
  let skip = from > 0 && response.status !== 206 ? from : 0
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        if (source.signal?.aborted) throw cause
        throw new BrokenTransfer('the connection broke off', { cause })
      })
      if (done) return
      if (skip >= value.length) {
        skip -= value.length
        continue
      }
      yield skip > 0 ? value.subarray(skip) : value
      skip = 0
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** The hub answered with an error status. */
export class StatusError extends Error {
  readonly statusCode: number

  constructor(statusCode: number, url: string) {
    super(`status ${statusCode} for ${url}`)
    this.statusCode = statusCode
  }
}
