import { readFile } from 'node:fs/promises'

/** The version of this package, from its package.json: one level above dist/, two above src/cli/. */
export async function version(): Promise<string> {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const manifest = JSON.parse(await readFile(new URL(up, import.meta.url), 'utf8')) as Record<string, unknown>
      if (manifest.name === 'espalier') return String(manifest.version)
    } catch {
      // The other place, then.
    }
  }
  return 'unknown'
}
