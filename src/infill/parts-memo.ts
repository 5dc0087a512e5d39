import type { Vocabulary } from '../vocab/vocabulary.js'

/** What canvases of one constraint and vocabulary share, as long as both are in use; several things where a key tells them apart. */
export class PartsMemo<Constraint extends object, Parts> {
  private readonly known = new WeakMap<Constraint, WeakMap<Vocabulary, Map<string, Parts>>>()

  of(constraint: Constraint, vocabulary: Vocabulary, key: string, make: () => Parts): Parts {
    const byVocabulary = this.known.get(constraint) ?? new WeakMap<Vocabulary, Map<string, Parts>>()
    this.known.set(constraint, byVocabulary)
    const byKey = byVocabulary.get(vocabulary) ?? new Map<string, Parts>()
    byVocabulary.set(vocabulary, byKey)
    let parts = byKey.get(key)
    if (parts === undefined) {
      parts = make()
      byKey.set(key, parts)
    }
    return parts
  }
}
