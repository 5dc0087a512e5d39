import type { DiffusionEngine } from '../../src/engine/diffusion-engine.js'
import type { Canvas } from '../../src/infill/index.js'

export interface Outcome {
  tokens: number[]
  completed: boolean
  modelCalls: number
}

interface Common {
  engine: DiffusionEngine
  promptIds?: readonly number[]
  perStep: number
}

export function unconstrained(options: Common & { size: number; banned?: (token: number) => boolean }): Promise<Outcome>
export function independent(options: Common & { canvas: Canvas }): Promise<Outcome>
export function unboundedGaps(
  options: Common & { size: number; completable: (tokens: readonly number[]) => boolean; tries?: number },
): Promise<Outcome & { checks: number }>
