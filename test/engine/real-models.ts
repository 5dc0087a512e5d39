import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A model that tests use where it is there. */
export interface RealModel {
  readonly name: string
  readonly folder: string
  readonly there: boolean
  /** For the name of a test that is skipped: why it is; nothing if the model is there. */
  readonly note: string
}

function modelIn(name: string, path: string): RealModel {
  const folder = fileURLToPath(new URL(path, import.meta.url))
  const there = existsSync(join(folder, 'config.json'))
  return { name, folder, there, note: there ? '' : ` (there is no model in ${folder})` }
}

export const embedded = modelIn('the embedded model', '../../models/espalier-tiny')
export const embeddedDiffusion = modelIn('the embedded diffusion model', '../../models/espalier-tiny-diffusion')
export const smolLm = modelIn('SmolLM2-135M-Instruct', '../../../shared/models/SmolLM2-135M-Instruct')
