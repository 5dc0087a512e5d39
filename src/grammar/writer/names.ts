/**
 * Names as a notation allows them, all different. `first` gives some names what they become; `clean` makes any text a
 * name of the notation.
 */
export function rename(
  names: Iterable<string>,
  first: ReadonlyMap<string, string>,
  clean: (name: string) => string,
  separator = '-',
): Map<string, string> {
  const out = new Map(first)
  const taken = new Set(first.values())
  const all = Array.from(names).filter((name) => !out.has(name))
  // Those that need no change keep their names, whatever others become.
  for (const name of all) {
    if (clean(name) !== name || taken.has(name)) continue
    out.set(name, name)
    taken.add(name)
  }
  for (const name of all) {
    if (out.has(name)) continue
    const base = clean(name)
    let free = base
    for (let i = 2; taken.has(free); i++) free = `${base}${separator}${i}`
    out.set(name, free)
    taken.add(free)
  }
  return out
}
