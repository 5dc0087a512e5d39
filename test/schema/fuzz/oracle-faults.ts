import type { Split } from './decide.js'
export function explainSplit(_split: Split): string | undefined {
  return undefined
}
