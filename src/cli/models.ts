import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import pc from 'picocolors'
import { ModelError } from '../error/index.js'
import { embeddedDiffusionModelFolder, embeddedModelFolder } from '../sdk/models.js'
import type { Io } from './io.js'
import type { PullFlags } from './pull.js'

/** What a folder has to offer as a model. */
interface ModelSummary {
  name: string
  folder: string
  origin: 'embedded' | 'hub cache' | 'folder'
  usable: boolean
  /** Why not. */
  problems: string[]
  architecture: string | undefined
  contextLength: number | undefined
  variants: { file: string; megabytes: number }[]
}

export function addModels(program: Command, io: Io): void {
  const models = program
    .command('models')
    .description('list the models at hand; models pull fetches one from the hub')
    .option('-m, --model <folder>', 'look at one folder')
    .option('--cache <folder>', 'where hub models are kept')
    .option('--json', 'print a JSON array')
    .action(async (flags: { model?: string; cache?: string; json?: boolean }) => {
      const found = flags.model === undefined ? await atHand(flags.cache) : [look(flags.model, flags.model, 'folder')]
      if (flags.json) io.out(`${JSON.stringify(found)}\n`)
      else for (const model of found) print(model, io)
      if (flags.model !== undefined && !found[0]!.usable) {
        throw new ModelError(`${flags.model} is not a usable model folder.`, {
          code: 'model-file-missing',
          hint: 'A model folder holds config.json, tokenizer.json and onnx/model*.onnx.',
        })
      }
    })
  models
    .command('pull')
    .description('download a model from the hub into the cache')
    .argument('<hub id>', 'owner/name')
    .option('--cache <folder>', 'where hub models are kept')
    .option('--endpoint <url>', "the hub's address (default: HF_ENDPOINT or huggingface.co)")
    .option('--revision <name>', 'branch, tag or commit (default: main)')
    .option('--file <name>', 'which of the onnx files (default: the smallest good one)')
    .action(async (id: string, flags: PullFlags) => {
      const { pull } = await import('./pull.js')
      // Commander gives an option of both commands to the outer one.
      const { cache } = models.opts<{ cache?: string }>()
      io.out(`${await pull(id, cache === undefined ? flags : { cache, ...flags }, io)}\n`)
    })
}

async function atHand(cache: string | undefined): Promise<ModelSummary[]> {
  const found: ModelSummary[] = []
  for (const folder of [embeddedModelFolder, embeddedDiffusionModelFolder]) {
    try {
      const at = await folder()
      found.push(look(basename(at), at, 'embedded'))
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
    }
  }
  const { defaultCacheDir } = await import('../engine/onnx/index.js')
  const root = cache ?? defaultCacheDir()
  for (const folder of foldersWithConfig(root)) found.push(look(folder.slice(root.length + 1), folder, 'hub cache'))
  return found
}

/** Folders below the cache that hold a model, a few levels deep. */
function foldersWithConfig(root: string): string[] {
  const found: string[] = []
  const pending = [{ folder: root, depth: 0 }]
  while (pending.length > 0) {
    const { folder, depth } = pending.pop()!
    if (!existsSync(folder)) continue
    if (existsSync(join(folder, 'config.json'))) {
      found.push(folder)
      continue
    }
    if (depth === 5) continue
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) pending.push({ folder: join(folder, entry.name), depth: depth + 1 })
    }
  }
  return found.sort()
}

function look(name: string, folder: string, origin: ModelSummary['origin']): ModelSummary {
  const problems: string[] = []
  const json = (file: string): Record<string, unknown> => {
    try {
      return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
    } catch (error) {
      problems.push(error instanceof SyntaxError ? `${file} is not JSON` : `${file} is missing`)
      return {}
    }
  }
  const config = json('config.json')
  json('tokenizer.json')
  const variants: ModelSummary['variants'] = []
  for (const sub of ['onnx', '']) {
    const at = join(folder, sub)
    if (!existsSync(at) || !statSync(at).isDirectory()) continue
    const files = readdirSync(at)
    for (const file of files.filter((one) => one.endsWith('.onnx')).sort()) {
      // External data lies beside the graph: model.onnx_data, model.onnx_data_1…
      const parts = files.filter(
        (one) => one === file || one.startsWith(`${file}_data`) || one.startsWith(`${file}.data`),
      )
      const bytes = parts.reduce((sum, part) => sum + statSync(join(at, part)).size, 0)
      variants.push({ file: sub ? `${sub}/${file}` : file, megabytes: Math.round(bytes / 1e5) / 10 })
    }
  }
  if (variants.length === 0) problems.push('there is no onnx/model*.onnx')
  const architectures = Array.isArray(config.architectures) ? config.architectures : []
  const context = config.max_position_embeddings ?? config.n_positions
  return {
    name,
    folder,
    origin,
    usable: problems.length === 0,
    problems,
    architecture: String(architectures[0] ?? config.model_type ?? '') || undefined,
    contextLength: typeof context === 'number' ? context : undefined,
    variants,
  }
}

function print(model: ModelSummary, io: Io): void {
  const c = pc.createColors(io.colours)
  const facts = [model.origin, model.architecture, model.contextLength && `context ${model.contextLength}`].filter(
    Boolean,
  )
  io.out(`${c.bold(model.name)}  ${c.dim(facts.join(', '))}\n  ${model.folder}\n`)
  for (const { file, megabytes } of model.variants) io.out(`  ${file}  ${megabytes} MB\n`)
  for (const problem of model.problems) io.out(`  ${c.red('unusable')} ${problem}\n`)
}
