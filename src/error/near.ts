/** Those of the known names that one may have meant, nearest first. */
export function nearNames(name: string, known: readonly string[], most = 2): string[] {
  const wanted = name.toLowerCase()
  const distances = known.map((one) => ({ one, distance: editDistance(one.toLowerCase(), wanted) }))
  return distances
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .map(({ one }) => one)
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(swap, previous[j]! + 1, row[j - 1]! + 1))
    }
    previous = row
  }
  return previous[b.length]!
}
