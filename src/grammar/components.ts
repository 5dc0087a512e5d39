/**
 * Strongly connected components of a graph (Tarjan's algorithm, without recursion), callees first: every edge that leaves a
 * component leads to one that is listed before it.
 */
export function components(n: number, targets: (node: number) => readonly number[]): number[][] {
  const found: number[][] = []
  const index = new Int32Array(n).fill(-1)
  const low = new Int32Array(n)
  const onStack = new Uint8Array(n)
  const stack: number[] = []
  let counter = 0
  for (let root = 0; root < n; root++) {
    if (index[root]! >= 0) continue
    const path: { node: number; edges: readonly number[]; next: number }[] = []
    const enter = (node: number): void => {
      index[node] = low[node] = counter++
      stack.push(node)
      onStack[node] = 1
      path.push({ node, edges: targets(node), next: 0 })
    }
    enter(root)
    while (path.length > 0) {
      const top = path[path.length - 1]!
      if (top.next < top.edges.length) {
        const to = top.edges[top.next++]!
        if (index[to]! < 0) enter(to)
        else if (onStack[to] === 1) low[top.node] = Math.min(low[top.node]!, index[to]!)
        continue
      }
      path.pop()
      const above = path[path.length - 1]
      if (above) low[above.node] = Math.min(low[above.node]!, low[top.node]!)
      if (low[top.node] !== index[top.node]) continue
      const component: number[] = []
      for (;;) {
        const node = stack.pop()!
        onStack[node] = 0
        component.push(node)
        if (node === top.node) break
      }
      found.push(component.reverse())
    }
  }
  return found
}
