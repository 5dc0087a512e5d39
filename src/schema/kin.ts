import { TupleInterner } from '../automaton/interner.js'
import type { KeyPlaces } from './key-places.js'
import { FrameKind, type Stacks } from './stacks.js'
import { Mode, type Tops } from './tops.js'

/**
 * Numbers of states, the same for states that differ by no more than the keys that objects have already, the text of an unnamed
 * key, and the digits of a free number: for searches that need not see everything.
 */
export class Kin {
  private readonly tuples = new TupleInterner()
  private readonly ofTop: (number | undefined)[] = []
  private readonly ofStack: (number | undefined)[] = [0]

  constructor(
    private readonly tops: Tops,
    private readonly stacks: Stacks,
    private readonly places: KeyPlaces,
  ) {}

  of(top: number, stack: number): number {
    return this.tuples.intern([this.topKin(top), this.stackKin(stack)])
  }

  private topKin(top: number): number {
    let kin = this.ofTop[top]
    if (kin === undefined) {
      const { tops, places } = this
      const tuple = [-1, ...Array.from({ length: 7 }, (_, i) => tops.at(top, i))]
      const mode = tuple[1] as Mode
      if (mode === Mode.Open || mode === Mode.Key || mode === Mode.Member || mode === Mode.Comma) {
        tuple[3] = places.withoutKeys(tuple[3]!)
      } else if (mode === Mode.Number) tuple[3] = 0
      kin = this.tuples.intern(tuple)
      this.ofTop[top] = kin
    }
    return kin
  }

  private stackKin(stack: number): number {
    const { stacks, ofStack } = this
    const unknown: number[] = []
    let at = stack
    for (; ofStack[at] === undefined; at = stacks.below(at)) unknown.push(at)
    let kin = ofStack[at]!
    while (unknown.length > 0) {
      at = unknown.pop()!
      const frame = stacks.frames.tail(stacks.frame(at), 0)
      if (frame[0] === FrameKind.Object) frame[1] = this.places.withoutKeys(frame[1]!)
      kin = this.tuples.intern([-2, kin, ...frame])
      ofStack[at] = kin
    }
    return kin
  }
}
