/** The formats of JSON Schema as regular expressions over code points, exact wherever the format is regular. */
import type { Expr, ExprPool } from '../../regex/index.js'
import {
  iri,
  iriReference,
  jsonPointer,
  relativeJsonPointer,
  uri,
  uriReference,
  uriTemplate,
  uuid,
} from './identifier.js'
import { idnHostname } from './idn-hostname.js'
import { email, hostname, idnEmail, ipv4, ipv6 } from './network.js'
import { patternSyntax } from './pattern-syntax.js'
import { date, dateTime, duration, time } from './time.js'

const builders: ReadonlyMap<string, (pool: ExprPool) => Expr> = new Map([
  ['date-time', dateTime],
  ['date', date],
  ['time', time],
  ['duration', duration],
  ['email', email],
  ['idn-email', idnEmail],
  ['hostname', hostname],
  ['idn-hostname', idnHostname],
  ['ipv4', ipv4],
  ['ipv6', ipv6],
  ['uri', uri],
  ['uri-reference', uriReference],
  ['iri', iri],
  ['iri-reference', iriReference],
  ['uri-template', uriTemplate],
  ['uuid', uuid],
  ['json-pointer', jsonPointer],
  ['relative-json-pointer', relativeJsonPointer],
  ['regex', patternSyntax],
])

/** The formats that are known. */
export const formatNames: readonly string[] = [...builders.keys()]

/** The texts of a format; undefined if the format is unknown. */
export function formatExpr(pool: ExprPool, name: string): Expr | undefined {
  return builders.get(name)?.(pool)
}
