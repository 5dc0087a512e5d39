/** A canvas as it is shown while it fills. */
import pc from 'picocolors'
import type { Canvas } from '../infill/index.js'
import type { Vocabulary } from '../vocab/index.js'
import type { Io } from './io.js'

export interface CanvasStep {
  /** 0 before anything is decided. */
  readonly step: number
  /** The positions that this step has decided. */
  readonly committed: readonly number[]
}

const columns = 100

/** Open positions stand as ‹n›, n being the number of tokens that are allowed there. */
export class CanvasView {
  /** Lines of the picture that is on the terminal. */
  private drawn = 0

  constructor(
    private readonly canvas: Canvas,
    private readonly vocabulary: Vocabulary,
    private readonly io: Io,
  ) {}

  asJson({ step, committed }: CanvasStep): object {
    const { canvas } = this
    const positions = Array.from({ length: canvas.size }, (_, i) => i)
    return {
      step,
      committed,
      tokens: positions.map((i) => canvas.at(i)),
      texts: positions.map((i) => (canvas.at(i) < 0 ? null : this.tokenText(canvas.at(i)))),
      /** Tokens that are allowed, null where the position is decided. */
      allowed: positions.map((i) => (canvas.at(i) < 0 ? this.allowed(i) : null)),
    }
  }

  /** Over the picture before on a terminal, below it elsewhere. */
  show(step: CanvasStep): void {
    const { io } = this
    const lines = this.lines(step)
    if (io.interactive && this.drawn > 0) io.err(`\x1b[${this.drawn}A\x1b[J`)
    this.drawn = lines.length
    io.err(`${lines.join('\n')}\n`)
  }

  private lines({ step, committed }: CanvasStep): string[] {
    const { canvas, io } = this
    const c = pc.createColors(io.colours)
    const fresh = new Set(committed)
    const lines: string[] = []
    let line = ''
    let width = 0
    let open = 0
    for (let i = 0; i < canvas.size; i++) {
      const token = canvas.at(i)
      if (token < 0) open++
      const text = token < 0 ? `‹${this.allowed(i)}›` : this.visible(token)
      if (width + text.length > columns && width > 0) {
        lines.push(line)
        line = ''
        width = 0
      }
      width += text.length
      line += token < 0 ? c.dim(text) : fresh.has(i) ? c.green(text) : text
    }
    if (width > 0) lines.push(line)
    return [`step ${step}: ${canvas.size - open} of ${canvas.size} decided`, ...lines.map((one) => `  ${one}`)]
  }

  private allowed(position: number): number {
    let count = 0
    for (let word of this.canvas.mask(position)) for (; word !== 0; word &= word - 1) count++
    return count
  }

  /** End tokens are a sign, and so are characters that would move the cursor. */
  private visible(token: number): string {
    if (this.vocabulary.endIds.includes(token)) return '■'
    return this.tokenText(token)
      .replace(/\n/g, '⏎')
      .replace(/\t/g, '⇥')
      .replace(/\p{Cc}/gu, '·')
  }

  private tokenText(token: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.vocabulary.bytes(token))
  }
}

/** The text of tokens, without end tokens. */
export function textOf(tokens: readonly number[], vocabulary: Vocabulary): string {
  const ends = new Set(vocabulary.endIds)
  const bytes = tokens.filter((token) => !ends.has(token)).flatMap((token) => [...vocabulary.bytes(token)])
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))
}
