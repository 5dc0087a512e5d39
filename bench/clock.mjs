/**
 * What a piece of work took, in milliseconds: the lesser of wall time, which has that of other processes in it, and of CPU time, which
 * has that of the threads that compile and collect garbage. It took no more than either.
 */
export function now() {
  return { cpu: cpu(), wall: performance.now() }
}

export function between(a, b) {
  return Math.min(b.cpu - a.cpu, b.wall - a.wall)
}

/** CPU time of all threads of the process so far, in milliseconds. */
export function cpu() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
