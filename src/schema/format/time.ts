/** date, time, date-time and duration of RFC 3339 (durations: its appendix A). */
import { type Expr, type ExprPool, parsePattern } from '../../regex/index.js'

/** Days exist in their month, February 29 in leap years only (proleptic Gregorian calendar, year 0000 included). */
export function date(pool: ExprPool): Expr {
  const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)'
  const long = '(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])'
  const short = '(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)'
  const february = '02-(?:0[1-9]|1\\d|2[0-8])'
  return parsePattern(pool, `\\d{4}-(?:${long}|${short}|${february})|${leapYear}-02-29`)
}

const fraction = '(?:\\.\\d+)?'
const hours = '(?:[01]\\d|2[0-3])'
const minutes = '[0-5]\\d'

/** Second 60 only where it is 23:59:60 in UTC. */
export function time(pool: ExprPool): Expr {
  const ordinary = parsePattern(pool, `${hours}:${minutes}:${minutes}${fraction}(?:[zZ]|[+-]${hours}:${minutes})`)
  return pool.alt(ordinary, leapSecond(pool))
}

/**
 * hh:mm:60 with the offset that makes it 23:59 in UTC: local time plus one minute if positive (01:29 is
 * +01:30), and 23:59 minus local time if negative. Said separately of the hours and of the minutes,
 * so that 24 + 60 cases do instead of 24 · 60.
 */
function leapSecond(pool: ExprPool): Expr {
  const concat = (...e: Expr[]) => pool.concatOf(e)
  const alt = (e: Expr[]) => pool.altOf(e)
  const two = (n: number) => pool.literal(String(n).padStart(2, '0'))
  const colon = pool.literal(':')
  const plus = pool.literal('+')
  const minus = pool.literal('-')
  const anyHour = parsePattern(pool, hours)
  const colonMinute = parsePattern(pool, `:${minutes}`)
  const sixty = parsePattern(pool, `:60${fraction}`)
  const notLast = parsePattern(pool, '[0-4]\\d|5[0-8]')
  const byMinute: Expr[] = []
  for (let m = 0; m < 60; m++) {
    const offset = alt([concat(plus, anyHour, colon, two((m + 1) % 60)), concat(minus, anyHour, colon, two(59 - m))])
    byMinute.push(concat(two(m), sixty, offset))
  }
  const byHour: Expr[] = []
  for (let h = 0; h < 24; h++) {
    const back = concat(minus, two(23 - h), colonMinute)
    const early = concat(notLast, sixty, alt([concat(plus, two(h), colonMinute), back]))
    const last = concat(two(59), sixty, alt([concat(plus, two((h + 1) % 24), colonMinute), back]))
    byHour.push(concat(two(h), colon, alt([early, last])))
  }
  return alt([
    parsePattern(pool, `23:59:60${fraction}[zZ]`),
    pool.andOf([concat(anyHour, colon, alt(byMinute)), alt(byHour)]),
  ])
}

export function dateTime(pool: ExprPool): Expr {
  return pool.concat(date(pool), parsePattern(pool, '[tT]'), time(pool))
}

export function duration(pool: ExprPool): Expr {
  const clock = 'T(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S)'
  const days = '(?:\\d+Y(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)'
  return parsePattern(pool, `P(?:${days}(?:${clock})?|${clock}|\\d+W)`)
}
