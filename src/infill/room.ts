/**
 * How much canvases of the general tier keep and make before they forget or give up. Beyond these numbers answers take longer
 * or are 'undecided'; they are never wrong. Tests make them small.
 *
 * @internal
 */
export const room = {
  /** Sets of the abstraction beyond which all are forgotten that are not in use. A set has some hundred words. */
  sets: 120_000,
  /** The same by layers. */
  layers: 200_000,
  /** Parser states of a machine beyond which it is begun anew. */
  parserStates: 120_000,
  /** Parser sets that one attempt to make all layers with whole stacks may make. */
  attempt: 12_000,
  /** The same for the layers of a window. */
  window: 8_000,
  /** The same where a search has failed, so that it counts more. */
  lastResort: 20_000,
  /** The same for layers in which nothing decided is hidden in comments. */
  inTheOpen: 60_000,
  /** Configurations that a search keeps at one boundary, by try. */
  beams: [24, 200] as readonly number[],
}
