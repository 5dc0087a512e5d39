import type { Decode } from './decode.js'
import type { Block } from './state.js'

/** Where a decode stands; the canvas's tokens tell it from others. */
interface Snapshot {
  readonly text: Int32Array
  readonly block: Block
  readonly visible: number
  readonly step: number
  readonly forced: readonly number[]
  /** Length of the journal. */
  readonly mark: number
}

/**
 * The decoder's steps, with fewer calls: from the predictions at hand further steps are drafted, all drafts are put before the
 * model in one call, and from then on a draft is used for as long as the decoder itself comes to the same
 * state. So it only ever stands where it would have stood step by step.
 *
 * Where tokens are committed one by one, what is possible may depend on the way: then nothing is drafted.
 */
export async function decodeWithDrafts(decode: Decode, most: number): Promise<void> {
  const { state } = decode
  if (decode.done) return
  state.journal = []
  decode.checkSteps()
  let plan = decode.plan(await decode.ask(state.text(), decode.range))
  for (let stepped = false; ; ) {
    if (!stepped) {
      decode.checkSteps()
      decode.advance(plan)
      if (decode.done) return
    }
    const drafts = [snapshot(decode)]
    const first = drafts[0]!
    while (plan.filling && drafts.length < most && state.block.to <= plan.to) {
      decode.advance(plan, true)
      if (decode.done || state.visible !== first.visible) break
      drafts.push(snapshot(decode))
    }
    const { to } = decode.range
    restore(decode, first)
    const range = { from: state.block.from, to: Math.max(to, decode.range.to) }
    const rows = await decode.askAll(
      drafts.map((draft) => draft.text),
      { from: range.from, to: Math.min(range.to, state.visible) },
    )
    plan = decode.plan(rows[0]!)
    stepped = false
    for (let j = 1; j < drafts.length && !stepped; j++) {
      decode.checkSteps()
      decode.advance(plan)
      if (decode.done) return
      if (same(decode, drafts[j]!)) plan = decode.plan(rows[j]!)
      else stepped = true
    }
  }
}

function snapshot(decode: Decode): Snapshot {
  const { state, step, forced } = decode
  return {
    ...{ text: state.text(), block: state.block, visible: state.visible },
    ...{ step, forced, mark: state.journal!.length },
  }
}

function restore(decode: Decode, to: Snapshot): void {
  const { state } = decode
  const journal = state.journal!
  while (journal.length > to.mark) state.clear(journal.pop()!)
  state.block = to.block
  state.visible = to.visible
  decode.step = to.step
  decode.forced = to.forced
  decode.done = false
}

function same(decode: Decode, draft: Snapshot): boolean {
  const { state } = decode
  const { block, visible } = draft
  if (state.visible !== visible || state.block.from !== block.from || state.block.to !== block.to) return false
  const text = state.text()
  return text.every((id, i) => id === draft.text[i])
}
