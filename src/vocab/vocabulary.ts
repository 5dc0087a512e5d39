/** A token vocabulary as bytes. Token ids are 0…size-1; a token without text (special, padding, unused) has no bytes. */
export interface Vocabulary {
  /** Number of ids, i.e. the width of a mask in bits. */
  readonly size: number
  /** The bytes that token `id` stands for; empty for special and unused ids. Not to be modified. */
  bytes(id: number): Uint8Array
  /** Ids that end the text. */
  readonly endIds: readonly number[]
}
