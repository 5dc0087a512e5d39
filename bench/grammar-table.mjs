/** The table of the figures of bench/grammar.mjs, in markdown. */
export function grammarTable(rows) {
  const us = (x) => (x < 10 ? x.toFixed(2) : x.toFixed(0))
  const four = (s) => (s ? `${us(s.mean)} / ${us(s.p50)} / ${us(s.p99)} / ${us(s.max)}` : '')
  const lines = [
    '| grammar | engine | compile + first mask, s | tables: s, MB | mask, first reading, µs mean / p50 / p99 / max | mask, read before, µs | accept, µs mean / p99 | texts done, rejected |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
  ]
  for (const row of rows) {
    const head = `| ${row.case} | ${row.engine}${row.version ? ` ${row.version}` : ''} |`
    if (row.note) {
      lines.push(`${head} ${row.note.replaceAll('|', '\\|')} | | | | | |`)
      continue
    }
    const seconds = (row.compileMs / 1000).toFixed(2)
    const accept = `${us(row.accept.mean)} / ${us(row.accept.p99)}`
    const done = `${row.texts} of ${row.of}, ${row.rejected}`
    const size = row.bytes ? (row.bytes / 1e6).toFixed(1) : ''
    if (row.engine !== 'espalier') {
      lines.push(`${head} ${seconds} | ${size && `in it, ${size}`} | ${four(row.warm)} | | ${accept} | ${done} |`)
      continue
    }
    if (row.prepared) {
      const tables = `${(row.prepareMs / 1000).toFixed(2)}, ${size}`
      lines.push(
        `${head} ${seconds} | ${tables} | ${four(row.prepared)} | ${four(row.warm)} | ${accept} | ${done} |`,
        `| ${row.case} | espalier, tables when needed | ${seconds} | | ${four(row.cold)} | | | |`,
      )
    } else lines.push(`${head} ${seconds} | | ${four(row.cold)} | ${four(row.warm)} | ${accept} | ${done} |`)
  }
  return lines.join('\n')
}
