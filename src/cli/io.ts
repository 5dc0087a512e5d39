/** Where a command reads and writes; tests put their own here. */
export interface Io {
  out(text: string): void
  err(text: string): void
  stdin(): Promise<Uint8Array>
  /** Colours are wanted on stderr and stdout. */
  colours: boolean
  /** stderr is a terminal that can show a moving bar. */
  interactive: boolean
  /** Aborted when the user interrupts. */
  signal: AbortSignal
}

/** The streams of this process. Colours on a terminal only, and never with NO_COLOR. */
export function processIo(): Io {
  const interrupt = new AbortController()
  let interrupted = false
  process.on('SIGINT', () => {
    // The second time the user means it.
    if (interrupted) process.exit(130)
    interrupted = true
    interrupt.abort()
  })
  // A reader that closed the pipe (head) has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74))
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    async stdin() {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    },
    colours: Boolean(process.stdout.isTTY && process.stderr.isTTY) && !process.env.NO_COLOR,
    interactive: Boolean(process.stderr.isTTY),
    signal: interrupt.signal,
  }
}
