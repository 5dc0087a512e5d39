/**
 * The suffix array of a text: the starts of its suffixes in lexicographic order, where a suffix that begins another comes
 * before it. By induced sorting (Nong, Zhang & Chan, "Linear suffix array construction by almost pure
 * induced-sorting", 2009): linear time, and 4 to 8 bytes of working memory per symbol.
 *
 * @param text symbols from 0 to `alphabet` - 1
 */
export function suffixArray(text: ArrayLike<number>, length: number, alphabet: number): Int32Array {
  const order = new Int32Array(length)
  if (length === 1) order[0] = 0
  if (length > 1) induce(text, length, alphabet, order)
  return order
}

/**
 * A suffix is of type S if it is smaller than the one after it, else of type L; the last one is L. An LMS position is of
 * type S after one of type L. Sorted LMS suffixes give all L suffixes in one pass over the buckets, and these all S suffixes
 * in one pass back.
 */
function induce(text: ArrayLike<number>, n: number, alphabet: number, order: Int32Array): void {
  const small = new Uint8Array(n)
  for (let i = n - 2; i >= 0; i--) {
    small[i] = text[i]! < text[i + 1]! || (text[i] === text[i + 1] && small[i + 1] === 1) ? 1 : 0
  }
  const isLms = (i: number): boolean => i > 0 && small[i] === 1 && small[i - 1] === 0
  const counts = new Int32Array(alphabet)
  for (let i = 0; i < n; i++) counts[text[i]!]!++
  const heads = new Int32Array(alphabet)
  const tails = new Int32Array(alphabet)

  // Sorts what is in `order` from the LMS suffixes that were put at the ends of their buckets.
  const sort = (): void => {
    let sum = 0
    for (let c = 0; c < alphabet; c++) {
      heads[c] = sum
      sum += counts[c]!
      tails[c] = sum
    }
    // The last suffix is L, and what is before the empty suffix comes first.
    order[heads[text[n - 1]!]!++] = n - 1
    for (let i = 0; i < n; i++) {
      const at = order[i]! - 1
      if (at >= 0 && small[at] === 0) order[heads[text[at]!]!++] = at
    }
    for (let i = n - 1; i >= 0; i--) {
      const at = order[i]! - 1
      if (at >= 0 && small[at] === 1) order[--tails[text[at]!]!] = at
    }
  }
  const ends = (): void => {
    order.fill(-1)
    let sum = 0
    for (let c = 0; c < alphabet; c++) {
      sum += counts[c]!
      tails[c] = sum
    }
  }

  ends()
  let lms = 0
  for (let i = 1; i < n; i++) {
    if (!isLms(i)) continue
    lms++
    order[--tails[text[i]!]!] = i
  }
  sort()
  if (lms < 2) return

  // Names the LMS substrings by their order, and sorts the text of names if some are equal.
  const sorted = new Int32Array(lms)
  for (let i = 0, k = 0; i < n; i++) if (isLms(order[i]!)) sorted[k++] = order[i]!
  const names = order
  names.fill(-1)
  let count = 0
  names[sorted[0]!] = 0
  for (let k = 1; k < lms; k++) {
    const a = sorted[k - 1]!
    const b = sorted[k]!
    let same = true
    for (let d = 0; ; d++) {
      if (a + d >= n || b + d >= n || text[a + d] !== text[b + d] || small[a + d] !== small[b + d]) {
        same = false
        break
      }
      if (d > 0) {
        const endA = isLms(a + d)
        if (endA !== isLms(b + d)) same = false
        if (!same || endA) break
      }
    }
    if (!same) count++
    names[b] = count
  }
  count++
  if (count < lms) {
    const places = new Int32Array(lms)
    const reduced = new Int32Array(lms)
    for (let i = 0, k = 0; i < n; i++) {
      if (names[i]! < 0) continue
      places[k] = i
      reduced[k++] = names[i]!
    }
    const inner = suffixArray(reduced, lms, count)
    for (let k = 0; k < lms; k++) sorted[k] = places[inner[k]!]!
  }
  ends()
  for (let k = lms - 1; k >= 0; k--) order[--tails[text[sorted[k]!]!]!] = sorted[k]!
  sort()
}
