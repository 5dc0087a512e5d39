/** Visits of a state before its steps are kept: most states of a text are stepped through once. */
const patience = 8
/** Rows kept, of 1 kB each; further steps are computed again. */
const maxRows = 65_536

/**
 * Memo of steps: for states that are stepped from often, 256 next states each (-1 where not known).
 */
export class StepRows {
  private rows: (Int32Array | undefined)[] = new Array<Int32Array | undefined>(64).fill(undefined)
  private visits = new Uint8Array(64)
  private count = 0

  /** The next state, -1 if not known. */
  get(state: number, byte: number): number {
    const row = this.rows[state]
    return row === undefined ? -1 : row[byte]!
  }

  set(state: number, byte: number, next: number): void {
    while (state >= this.visits.length) this.grow()
    let row = this.rows[state]
    if (row === undefined) {
      if (this.visits[state]! < patience) {
        this.visits[state]!++
        return
      }
      if (this.count === maxRows) return
      this.count++
      row = new Int32Array(256).fill(-1)
      this.rows[state] = row
    }
    row[byte] = next
  }

  private grow(): void {
    const size = this.visits.length * 2
    const visits = new Uint8Array(size)
    visits.set(this.visits)
    this.visits = visits
    while (this.rows.length < size) this.rows.push(undefined)
  }
}
