import { Decode } from './decode.js'
import { decodeWithDrafts } from './drafts.js'
import { resolve } from './options.js'
import { rewriteBlocks } from './rewrite.js'
import type { DiffuseOptions, DiffuseResult } from './types.js'

/**
 * Fills a canvas with a diffusion model, any number of positions per step.
 *
 * Each step: the model is asked for logits of the positions in view; the canvas is projected to the best full filling for
 * them (or one is drawn); a scheduler picks positions by confidence; the filling is committed there. Whatever is picked, the
 * canvas stays completable, because the filling completes it. Positions for which only one token is possible are decided without
 * asking the model.
 *
 * @throws OptionError code 'unknown-option', 'option-range', 'option-missing', or 'wrong-choice' for a scheduler of one's own
 * @throws TruncatedError code 'truncated', before the model is called, if no text fills the canvas
 * @throws EngineError code 'context-length', 'no-batch', 'logits-shape', 'logits-nan', 'logits-empty', or what the engine throws
 * @throws IncompleteError code 'aborted' or 'out-of-steps', with the canvas as far as it was filled
 */
export async function diffuse(options: DiffuseOptions): Promise<DiffuseResult> {
  const started = performance.now()
  const decode = new Decode(resolve(options), started)
  const { signal, engine, scheduler } = decode.options
  try {
    signal?.throwIfAborted()
    decode.begin()
    if (engine.maskId < 0) await rewriteBlocks(decode)
    else if (scheduler.drafts !== undefined) await decodeWithDrafts(decode, scheduler.drafts)
    else await decodeStepByStep(decode)
  } catch (error) {
    if (!signal?.aborted) throw error
    throw decode.incomplete('Decoding was aborted.', { code: 'aborted', cause: signal.reason })
  }
  return decode.result()
}

async function decodeStepByStep(decode: Decode): Promise<void> {
  while (!decode.done) {
    decode.checkSteps()
    const rows = await decode.ask(decode.state.text(), decode.range)
    decode.advance(decode.plan(rows))
  }
}
