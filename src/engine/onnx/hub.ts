import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import type { ListFileEntry } from '@huggingface/hub'
import { EspalierError, ModelError, refuseUnknownOptions } from '../../error/index.js'
import { chooseModelFile, metadataFiles } from './folder.js'
import { fetchFile, type Source } from './transfer.js'

export interface DownloadOptions {
  /**
   * The model file: a path in the repository or a name such as 'model_q4'. Default: the first there is of
   * onnx/model_q4, _quantized, _int8, _uint8, no suffix, _fp16, _q4f16, _bnb4, _q2, _q1.
   */
  file?: string | undefined
  /** Branch, tag or commit. Default 'main'. */
  revision?: string | undefined
  /** The hub's address. Default: the environment's HF_ENDPOINT, else https://huggingface.co. */
  endpoint?: string | undefined
  /** Default: see `defaultCacheDir`. */
  cacheDir?: string | undefined
  /** Access token for private and gated models. Default: the environment's HF_TOKEN. */
  token?: string | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((progress: DownloadProgress) => void) | undefined
}

export interface DownloadProgress {
  /** Path of the file at hand in the repository. */
  file: string
  /** Bytes of it, now and in the end. */
  fileLoaded: number
  fileTotal: number
  /** Bytes of all files that are fetched, now and in the end. */
  loaded: number
  total: number
}

export const downloadOptionNames = [
  'file',
  'revision',
  'endpoint',
  'cacheDir',
  'token',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof DownloadOptions)[]

/** The environment's ESPALIER_CACHE, else `espalier` in XDG_CACHE_HOME, else in ~/.cache (%LOCALAPPDATA% on Windows). */
export function defaultCacheDir(): string {
  const { ESPALIER_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (ESPALIER_CACHE) return ESPALIER_CACHE
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'espalier')
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'espalier', 'cache')
  return join(homedir(), '.cache', 'espalier')
}

/** True for 'owner/name'. */
export function isHubId(id: string): boolean {
  return /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(id) && !id.includes('..')
}

/**
 * Fetches the files of a model that are not in the cache yet, and returns the folder they are in:
 * `cacheDir/owner/name/revision`. A model that was fetched completely is not asked for again, so it works offline; delete the
 * folder to have a moving branch read anew.
 *
 * A file appears under its name only when it is complete and its checksum is right; on any failure what was
 * written of it is removed. A transfer that breaks off is resumed up to three times.
 *
 * @throws ModelError code 'model-not-found', 'model-file-missing', 'download-denied', 'download-failed',
 *   'download-corrupt' or 'disk-full'
 * @throws the signal's reason when aborted
 */
export async function downloadModel(id: string, options: DownloadOptions = {}): Promise<string> {
  refuseUnknownOptions(options, downloadOptionNames, 'downloadModel')
  if (!isHubId(id)) {
    throw new ModelError(`'${id}' is not the id of a model on the hub.`, {
      code: 'model-not-found',
      hint: "Ids look like 'owner/name'.",
    })
  }
  const { revision = 'main', signal } = options
  signal?.throwIfAborted()
  const folder = join(options.cacheDir ?? defaultCacheDir(), ...id.split('/'), revision.replace(/[^\w.-]/g, '_'))
  const complete = join(folder, `.complete-${(options.file ?? 'default').replace(/[^\w.-]/g, '_')}.json`)
  if (await isComplete(folder, complete)) return folder

  const source: Source = {
    id,
    revision,
    endpoint: (options.endpoint ?? process.env.HF_ENDPOINT ?? 'https://huggingface.co').replace(/\/+$/, ''),
    token: options.token ?? process.env.HF_TOKEN,
    signal,
  }
  try {
    const wanted = wantedFiles(await list(source), options.file, id)
    await mkdir(folder, { recursive: true })
    await removeLeftovers(folder)
    const missing: ListFileEntry[] = []
    for (const entry of wanted) if (!(await hasSize(join(folder, entry.path), entry.size))) missing.push(entry)
    const total = missing.reduce((sum, entry) => sum + entry.size, 0)
    let before = 0
    for (const entry of missing) {
      await fetchFile(source, entry, join(folder, entry.path), (fileLoaded) =>
        options.onProgress?.({
          file: entry.path,
          fileLoaded,
          fileTotal: entry.size,
          loaded: before + fileLoaded,
          total,
        }),
      )
      before += entry.size
    }
    await writeFile(complete, JSON.stringify(wanted.map(({ path, size }) => ({ path, size }))))
  } catch (error) {
    throw typed(error, source)
  }
  return folder
}

async function list(source: Source): Promise<ListFileEntry[]> {
  // Only for downloads: models on disk are loaded without it.
  const { listFiles } = await import('@huggingface/hub')
  const found: ListFileEntry[] = []
  const entries = listFiles({
    repo: source.id,
    recursive: true,
    revision: source.revision,
    hubUrl: source.endpoint,
    fetch: (input, init) => fetch(input, { ...init, signal: source.signal ?? null }),
    ...(source.token ? { accessToken: source.token } : {}),
  })
  for await (const entry of entries) {
    // A name is joined to the cache folder and must stay in it.
    const inside = !entry.path.split(/[/\\]/).some((part) => part === '..' || part === '') && !entry.path.includes(':')
    if (entry.type === 'file' && inside) found.push(entry)
  }
  return found
}

function wantedFiles(entries: readonly ListFileEntry[], file: string | undefined, id: string): ListFileEntry[] {
  const names = entries.map((entry) => entry.path)
  for (const name of metadataFiles.slice(0, 2)) {
    if (names.includes(name)) continue
    throw new ModelError(`The repository '${id}' has no ${name}.`, {
      code: 'model-file-missing',
      hint: 'Choose a repository with an ONNX export in the Hugging Face layout.',
    })
  }
  const onnx = names.filter((name) => name.endsWith('.onnx') && /^(onnx\/)?[^/]+$/.test(name))
  const model = chooseModelFile(onnx, file, id)
  return entries.filter(
    ({ path }) =>
      (metadataFiles as readonly string[]).includes(path) ||
      path === model ||
      // External data: model.onnx_data, model.onnx_data_1, … or model.onnx.data
      path.startsWith(`${model}_data`) ||
      path.startsWith(`${model}.data`),
  )
}

interface Fault {
  message?: string
  code?: string
  statusCode?: number
}

function typed(error: unknown, source: Source): unknown {
  if (source.signal?.aborted) return source.signal.reason
  if (EspalierError.isInstance(error)) return error
  const cause = error as Fault & { cause?: Fault }
  const why = [cause.message, cause.cause?.message ?? cause.cause?.code].filter(Boolean).join(': ')
  if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') {
    return new ModelError(`The disk is full: ${why}`, {
      code: 'disk-full',
      hint: "Free some space, or choose another place with the option 'cacheDir'.",
      cause: error,
    })
  }
  // Both the listing's errors and our own carry it.
  const status = cause.statusCode
  if (status !== undefined) {
    if (status === 401 || status === 403) {
      return new ModelError(`The hub denies access to '${source.id}'.`, {
        code: 'download-denied',
        hint: "Check the id; for private and gated models pass the option 'token' or set HF_TOKEN.",
        cause: error,
      })
    }
    if (status === 404) {
      return new ModelError(
        `The hub has no '${source.id}' at revision '${source.revision}', or a file of it is gone: ${why}`,
        {
          code: 'model-not-found',
          hint: 'Check id and revision.',
          cause: error,
        },
      )
    }
  }
  return new ModelError(`'${source.id}' cannot be downloaded: ${why}`, {
    code: 'download-failed',
    hint: `Check the connection to ${source.endpoint} and try again.`,
    cause: error,
  })
}

async function isComplete(folder: string, marker: string): Promise<boolean> {
  if (!existsSync(marker)) return false
  try {
    const files = JSON.parse(await readFile(marker, 'utf8')) as { path: string; size: number }[]
    for (const { path, size } of files) if (!(await hasSize(join(folder, path), size))) return false
    return true
  } catch {
    return false
  }
}

async function hasSize(path: string, size: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && found.size === size
}

/** Temporary files of processes that were killed; those of living processes stay. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const pid = /\.(\d+)-[0-9a-f]{8}\.part$/.exec(basename(name))?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
