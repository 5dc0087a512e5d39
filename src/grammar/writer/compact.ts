import { choice, EMPTY, type Plain, type PlainGrammar, reference, repeat, sequence, substitute, tidy } from './plain.js'

/**
 * The same language with fewer rules: alternatives that begin or end alike are joined there, and rules that are alike, up to
 * what they refer to, are one. Readers that follow all alternatives at once, as llama.cpp does, have less to follow.
 */
export function compacted(grammar: PlainGrammar): PlainGrammar {
  let now = grammar
  for (;;) {
    const size = now.rules.size
    const rules = new Map(Array.from(now.rules, ([name, body]) => [name, factored(body)]))
    now = tidy(merged({ start: now.start, rules }))
    if (now.rules.size === size) return now
  }
}

function factored(e: Plain): Plain {
  switch (e.kind) {
    case 'sequence':
      return sequence(...e.items.map(factored))
    case 'repeat':
      return repeat(factored(e.item), e.min, e.max)
    case 'choice':
      return choice(joined(joined(e.items.map(factored), 'first'), 'last'))
    default:
      return e
  }
}

/** Alternatives with the same first or last part joined into one. */
function joined(items: readonly Plain[], end: 'first' | 'last'): Plain[] {
  const groups = new Map<string, { shared: Plain; rests: Plain[] }>()
  for (const item of items) {
    const parts = item.kind === 'sequence' ? item.items : [item]
    const shared = end === 'first' ? parts[0]! : parts.at(-1)!
    const rest = parts.length === 1 ? EMPTY : sequence(...(end === 'first' ? parts.slice(1) : parts.slice(0, -1)))
    const key = JSON.stringify(shared)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { shared, rests: [rest] })
    else group.rests.push(rest)
  }
  return Array.from(groups.values(), ({ shared, rests }) => {
    const rest = rests.length === 1 ? rests[0]! : factored(choice(rests))
    return end === 'first' ? sequence(shared, rest) : sequence(rest, shared)
  })
}

/** Rules that cannot be told apart by their bodies, those they refer to included, are one: the coarsest such partition. */
function merged(grammar: PlainGrammar): PlainGrammar {
  let classOf = new Map(Array.from(grammar.rules.keys(), (name) => [name, '0']))
  let members = new Map<string, string>()
  let count = 0
  for (;;) {
    const ids = new Map<string, string>()
    const next = new Map<string, string>()
    members = new Map()
    for (const [name, body] of grammar.rules) {
      const key = `${classOf.get(name)} ${JSON.stringify(body, (field, value) => {
        return field === 'name' ? classOf.get(value) : value
      })}`
      let id = ids.get(key)
      if (id === undefined) {
        id = String(ids.size)
        ids.set(key, id)
        members.set(id, name)
      }
      next.set(name, id)
    }
    classOf = next
    if (ids.size === count) break
    count = ids.size
  }
  const representative = (name: string): string => members.get(classOf.get(name)!)!
  const rules = new Map<string, Plain>()
  for (const name of members.values()) {
    rules.set(
      name,
      substitute(grammar.rules.get(name)!, (to) => reference(representative(to))),
    )
  }
  return { start: representative(grammar.start), rules }
}
