import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a file is served, by path; 'ok' where nothing is said. Faults in a list are used up one per request. */
export type Fault =
  | 'ok'
  | 'missing'
  | 'denied'
  | 'failing'
  /** Half of the file with the whole length announced, then the connection is cut. */
  | 'cut'
  /** Half of the file, properly ended. */
  | 'short'
  /** The first half, then nothing more. */
  | 'stuck'
  /** One byte changed. */
  | 'changed'

export interface HubServer {
  endpoint: string
  /** Paths asked for, the listing as 'tree', a part of a file as 'path@offset'. */
  requests: string[]
  faults: Record<string, Fault | Fault[]>
  /** Whether byte ranges are served. */
  ranges: boolean
  /** Only requests with this bearer token are served. */
  token: string | undefined
  /** Stops at once, cutting every connection. */
  stop(): Promise<void>
}

/** A hub with one model: the listing and file routes of the Hugging Face hub. Files above 512 bytes are stored as LFS. */
export async function startHubServer(
  id: string,
  files: Record<string, string | Uint8Array>,
  revision = 'main',
): Promise<HubServer> {
  const contents = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content as string)]))
  const hub: Omit<HubServer, 'endpoint' | 'stop'> = { requests: [], faults: {}, ranges: true, token: undefined }

  const listing = () =>
    [...contents].map(([path, content]) => ({
      type: 'file',
      path,
      size: content.length,
      oid: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
      ...(content.length > 512
        ? { lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 130 } }
        : {}),
    }))

  const fail = (response: ServerResponse, status: number, code: string) => {
    response.writeHead(status, { 'x-error-code': code, 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: code }))
  }

  const serveFile = (request: IncomingMessage, response: ServerResponse, path: string) => {
    const content = contents.get(path)
    const from = hub.ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0
    hub.requests.push(from > 0 ? `${path}@${from}` : path)
    const planned = hub.faults[path] ?? 'ok'
    const fault = Array.isArray(planned) ? (planned.shift() ?? 'ok') : planned
    if (!content || fault === 'missing') return fail(response, 404, 'EntryNotFound')
    if (fault === 'denied') return fail(response, 403, 'GatedRepo')
    if (fault === 'failing') return fail(response, 500, 'Internal')
    let rest = content.subarray(from)
    if (fault === 'changed') {
      rest = Buffer.from(rest)
      rest[rest.length - 1]! ^= 1
    }
    const half = rest.subarray(0, Math.floor(rest.length / 2))
    const length = fault === 'short' ? half.length : rest.length
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': length,
      etag: '"x"',
      ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    })
    if (fault === 'cut') response.write(half, () => setTimeout(() => response.destroy(), 20))
    else if (fault === 'stuck') response.write(half)
    else response.end(fault === 'short' ? half : rest)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (hub.token && request.headers.authorization !== `Bearer ${hub.token}`) return fail(response, 401, 'Unauthorized')
    const resolve = `/${id}/resolve/${revision}/`
    if (url.pathname === `/api/models/${id}/tree/${revision}`) {
      hub.requests.push('tree')
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(listing()))
    } else if (url.pathname.startsWith(resolve)) {
      serveFile(request, response, decodeURIComponent(url.pathname.slice(resolve.length)))
    } else {
      fail(response, 404, 'RepoNotFound')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(hub, {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}
