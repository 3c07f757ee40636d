/** Cycles that are looked for, and how long each may be. */
const MOST = 20
const LONGEST = 32
/** Edges that are looked at: this happens once a second beside the app. */
const WORK = 300_000

/**
 * Cycles of a graph: for each node that is in one, a shortest of those through it, until all such nodes are in one that
 * was found. At most 20, each of at most 32 nodes, beginning with its smallest. Of a graph in which much is connected
 * with much those that are found soon.
 *
 * @param edges of each node those that it leads to
 */
export function findCycles(edges: ReadonlyMap<number, readonly number[]>): number[][] {
  const core = withoutEnds(edges)
  const found: number[][] = []
  const work = { left: WORK }
  const covered = new Set<number>()
  for (const start of [...core.keys()].sort((a, b) => a - b)) {
    if (found.length === MOST || work.left <= 0) break
    if (covered.has(start)) continue
    const cycle = shortestThrough(start, core, work)
    if (!cycle) continue
    for (const node of cycle) covered.add(node)
    found.push(fromSmallest(cycle))
  }
  return found
}

/** The shortest cycle through this node, if there is one of a length that can be told. */
export function shortestThrough(
  start: number,
  edges: ReadonlyMap<number, readonly number[]>,
  work = { left: WORK },
): number[] | undefined {
  const from = new Map<number, number>()
  let front = [start]
  for (let length = 1; front.length && length <= LONGEST && work.left > 0; length++) {
    const next: number[] = []
    for (const node of front) {
      const targets = edges.get(node) ?? []
      work.left -= targets.length
      for (const to of targets) {
        if (to === start) {
          const path = [node]
          while (path[0] !== start) path.unshift(from.get(path[0] as number) as number)
          return path
        }
        if (from.has(to)) continue
        from.set(to, node)
        next.push(to)
      }
    }
    front = next
  }
  return undefined
}

/** Takes away, again and again, what leads nowhere: most graphs have no cycle, and nothing is left of them. */
function withoutEnds(edges: ReadonlyMap<number, readonly number[]>): Map<number, readonly number[]> {
  const left = new Map<number, number>()
  const into = new Map<number, number[]>()
  for (const [node, targets] of edges) {
    left.set(node, targets.length)
    for (const target of targets) {
      const sources = into.get(target)
      if (sources) sources.push(node)
      else into.set(target, [node])
      if (!edges.has(target)) left.set(target, 0)
    }
  }
  const ends = [...left].flatMap(([node, count]) => (count === 0 ? [node] : []))
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end)
    for (const source of into.get(end) ?? []) {
      const count = (left.get(source) as number) - 1
      left.set(source, count)
      if (count === 0) ends.push(source)
    }
  }
  return new Map([...left.keys()].map((node) => [node, (edges.get(node) ?? []).filter((to) => left.has(to))]))
}

export function fromSmallest(cycle: readonly number[]): number[] {
  const at = cycle.indexOf(Math.min(...cycle))
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}
