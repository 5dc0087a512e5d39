/** The first place in an ascending list at which a number is not less than `value`; the length if there is none. */
export function placeOf(sorted: Int32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

export function includes(sorted: Int32Array, value: number): boolean {
  return sorted[placeOf(sorted, value)] === value
}
