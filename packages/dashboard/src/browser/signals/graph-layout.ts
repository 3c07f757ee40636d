/* The picture of a graph of dependence: what is depended on left, what depends on it right of it. */

export interface GraphNode {
  readonly id: number
  /** Ids; those that are not among the nodes are passed over. */
  readonly dependsOn: readonly number[]
}

export interface PlacedNode {
  readonly id: number
  /** Of its left upper corner. */
  readonly x: number
  readonly y: number
}

export interface PlacedEdge {
  /** What is depended on. */
  readonly from: number
  /** What depends on it. */
  readonly to: number
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
}

export const NODE_WIDTH = 132
export const NODE_HEIGHT = 24
const COLUMN = NODE_WIDTH + 72
const LINE = NODE_HEIGHT + 8
/** Between groups that have nothing to do with each other. */
const GAP = 28
/** Rounds in which layers are put into an order with fewer crossings. */
const ROUNDS = 6

/**
 * Layers by dependence: each node right of all it depends on, as far as there are no cycles. Groups without a connection
 * stand below each other, and single nodes in lines at the end.
 * @param aspect width by height that the picture should come to
 */
export function layoutGraph(given: readonly GraphNode[], aspect = 1.6): GraphLayout {
  const ids = new Set(given.map(({ id }) => id))
  const dependsOn = new Map(
    given.map(({ id, dependsOn: others }) => [
      id,
      [...new Set(others)].filter((other) => ids.has(other) && other !== id),
    ]),
  )
  const edges = [...dependsOn].flatMap(([to, others]) => others.map((from) => ({ from, to })))
  const groups = connected([...ids], edges)
  const single = groups.filter(({ length }) => length === 1).flat()
  const blocks = groups
    .filter(({ length }) => length > 1)
    .map((members) => block(members, dependsOn))
    .sort((a, b) => b.height * b.width - a.height * a.width)
  if (single.length > 0) blocks.push(lines(single, blocks, aspect))
  return { ...pack(blocks, aspect), edges }
}

interface Block {
  readonly nodes: readonly PlacedNode[]
  readonly width: number
  readonly height: number
}

function connected(ids: readonly number[], edges: readonly PlacedEdge[]): number[][] {
  const beside = new Map<number, number[]>(ids.map((id) => [id, []]))
  for (const { from, to } of edges) {
    beside.get(from)?.push(to)
    beside.get(to)?.push(from)
  }
  const seen = new Set<number>()
  const groups: number[][] = []
  for (const id of ids) {
    if (seen.has(id)) continue
    seen.add(id)
    const group = [id]
    for (const member of group) {
      for (const other of beside.get(member) ?? []) {
        if (seen.has(other)) continue
        seen.add(other)
        group.push(other)
      }
    }
    groups.push(group)
  }
  return groups
}

/** How far right each node stands: behind the longest way to it. An edge that closes a cycle is passed over. */
export function layersOf(
  members: readonly number[],
  dependsOn: ReadonlyMap<number, readonly number[]>,
): Map<number, number> {
  const layers = new Map<number, number>()
  const open = new Set<number>()
  // Without recursion: a chain may be as long as the graph is large.
  for (const start of members) {
    const path: { id: number; next: number; layer: number }[] = []
    const enter = (id: number) => {
      open.add(id)
      path.push({ id, next: 0, layer: 0 })
    }
    if (!layers.has(start)) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const other = dependsOn.get(top.id)?.[top.next]
      if (other === undefined) {
        layers.set(top.id, top.layer)
        open.delete(top.id)
        path.pop()
        continue
      }
      const known = layers.get(other)
      if (known === undefined && !open.has(other)) {
        enter(other)
        continue
      }
      if (known !== undefined) top.layer = Math.max(top.layer, known + 1)
      top.next++
    }
  }
  return layers
}

function block(members: readonly number[], dependsOn: ReadonlyMap<number, readonly number[]>): Block {
  const layers = layersOf(members, dependsOn)
  const columns: number[][] = []
  for (const id of members) {
    const layer = layers.get(id) ?? 0
    columns[layer] ??= []
    columns[layer].push(id)
  }
  const dependents = new Map<number, number[]>()
  for (const id of members) {
    for (const other of dependsOn.get(id) ?? []) {
      const known = dependents.get(other)
      if (known === undefined) dependents.set(other, [id])
      else known.push(id)
    }
  }
  const place = new Map<number, number>()
  const remember = (column: readonly number[]) => {
    column.forEach((id, index) => {
      place.set(id, index - (column.length - 1) / 2)
    })
  }
  columns.forEach(remember)
  for (let round = 0; round < ROUNDS; round++) {
    const forward = round % 2 === 0
    const beside = forward ? dependsOn : dependents
    for (const column of forward ? columns : columns.toReversed()) {
      const middle = new Map(
        column.map((id) => [id, meanOf(beside.get(id) ?? [], place) ?? place.get(id) ?? 0]),
      )
      column.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0))
      remember(column)
    }
  }
  const most = Math.max(...columns.map(({ length }) => length))
  const nodes = columns.flatMap((column, layer) =>
    column.map((id, index) => ({
      id,
      x: layer * COLUMN,
      y: (index + (most - column.length) / 2) * LINE,
    })),
  )
  return {
    nodes,
    width: (columns.length - 1) * COLUMN + NODE_WIDTH,
    height: most * LINE - (LINE - NODE_HEIGHT),
  }
}

function meanOf(ids: readonly number[], place: ReadonlyMap<number, number>): number | undefined {
  if (ids.length === 0) return undefined
  return ids.reduce((sum, id) => sum + (place.get(id) ?? 0), 0) / ids.length
}

/** Nodes without any connection, as text in lines. */
function lines(ids: readonly number[], blocks: readonly Block[], aspect: number): Block {
  const widest = Math.max(0, ...blocks.map(({ width }) => width))
  const alone = Math.sqrt(ids.length * (NODE_WIDTH + 12) * LINE * aspect)
  const columns = Math.max(1, Math.floor(Math.max(widest, alone) / (NODE_WIDTH + 12)))
  const used = Math.min(columns, ids.length)
  return {
    nodes: ids.map((id, index) => ({
      id,
      x: (index % columns) * (NODE_WIDTH + 12),
      y: Math.floor(index / columns) * LINE,
    })),
    width: used * (NODE_WIDTH + 12) - 12,
    height: Math.ceil(ids.length / columns) * LINE - (LINE - NODE_HEIGHT),
  }
}

/** Blocks beside each other while there is room, else in a line of their own. */
function pack(blocks: readonly Block[], aspect: number): Omit<GraphLayout, 'edges'> {
  const area = blocks.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0)
  const room = Math.max(Math.sqrt(area * aspect), ...blocks.map(({ width }) => width))
  const nodes: PlacedNode[] = []
  let x = 0
  let y = 0
  let line = 0
  let right = 0
  for (const { nodes: members, width, height } of blocks) {
    if (x > 0 && x + width > room) {
      x = 0
      y += line + GAP
      line = 0
    }
    for (const node of members) nodes.push({ id: node.id, x: node.x + x, y: node.y + y })
    right = Math.max(right, x + width)
    line = Math.max(line, height)
    x += width + GAP
  }
  return { nodes, width: right, height: y + line }
}
