/**
 * A regular expression for the whole numbers from `min` to `max`, written without leading zeros; either may be infinite.
 * Undefined if there are none. Both are at most Number.MAX_SAFE_INTEGER.
 */
export function integersBetween(min: number, max: number): string | undefined {
  if (min > max) return undefined
  const parts: string[] = []
  if (min < 0) {
    const negative = naturals(Math.max(1, max === Infinity ? 1 : -max), min === -Infinity ? Infinity : -min)
    parts.push(...negative.map((part) => `-${part}`))
  }
  if (max >= 0) parts.push(...naturals(Math.max(0, min), max))
  return parts.length === 1 ? parts[0] : `(?:${parts.join('|')})`
}

/** Numbers from `min` ≥ 0 to `max`, by the number of their digits. */
function naturals(min: number, max: number): string[] {
  const parts: string[] = []
  for (let digits = String(min).length; ; digits++) {
    const least = digits === 1 ? 0 : 10 ** (digits - 1)
    const from = Math.max(min, least)
    if (from === least && max === Infinity) {
      // All that have so many digits or more.
      if (digits === 1) parts.push('0', '[1-9][0-9]{0,299}')
      else parts.push(`[1-9][0-9]{${digits - 1},299}`)
      return parts
    }
    const most = Number('9'.repeat(digits))
    parts.push(...sameLength(String(from), String(Math.min(max, most))))
    if (max <= most) return parts
  }
}

/** Numbers of equally many digits, from `low` to `high`. */
function sameLength(low: string, high: string): string[] {
  let same = 0
  while (same < low.length && low[same] === high[same]) same++
  const head = low.slice(0, same)
  if (same === low.length) return [head]
  const rest = low.length - same - 1
  const a = Number(low[same])
  const b = Number(high[same])
  if (rest === 0) return [`${head}${digit(a, b)}`]
  const parts: string[] = []
  const lowest = /^0*$/.test(low.slice(same + 1))
  const highest = /^9*$/.test(high.slice(same + 1))
  if (!lowest) parts.push(...sameLength(low.slice(same + 1), '9'.repeat(rest)).map((part) => `${head}${a}${part}`))
  const from = lowest ? a : a + 1
  const to = highest ? b : b - 1
  if (from <= to) parts.push(`${head}${digit(from, to)}[0-9]${rest > 1 ? `{${rest}}` : ''}`)
  if (!highest) parts.push(...sameLength('0'.repeat(rest), high.slice(same + 1)).map((part) => `${head}${b}${part}`))
  return parts
}

function digit(from: number, to: number): string {
  return from === to ? String(from) : `[${from}-${to}]`
}
