import type { CommitNode } from '@kymo/protocol'

/** A component of a commit as a box: shares of the width of the whole. */
export interface FlameBox<Node extends CommitNode = CommitNode> {
  readonly index: number
  readonly node: Node
  /** Index of the box that it stands below; null at the top. */
  readonly parent: number | null
  readonly left: number
  readonly width: number
  /** From 0. */
  readonly row: number
}

export interface Flame<Node extends CommitNode> {
  readonly boxes: readonly FlameBox<Node>[]
  readonly rows: number
  /** Whether widths are times; else they are numbers of components. */
  readonly timed: boolean
  /** Milliseconds of the whole width, or components in it. */
  readonly whole: number
}

/** Of the whole, what the quickest component has at least: it is there, and can be pointed at. */
const LEAST = 0.002

/**
 * Lays out a commit: below each component what it rendered, as wide as it took; where no times are known, as wide as
 * components in it rendered. What did not render itself is as wide as what is below it.
 * @param nodes in order of the tree, parents before children
 */
export function layoutFlame<Node extends CommitNode>(nodes: readonly Node[]): Flame<Node> {
  const parents = parentsOf(nodes)
  const timed = nodes.some(({ totalTime, selfTime }) => (totalTime ?? selfTime ?? 0) > 0)
  const weights = weigh(nodes, parents, timed)
  const roots = nodes.flatMap((_, index) => (parents[index] === null ? [index] : []))
  const whole = roots.reduce((sum, index) => sum + (weights[index] ?? 0), 0)

  const lefts = new Array<number>(nodes.length).fill(0)
  const rows = new Array<number>(nodes.length).fill(0)
  // Where the next child of each begins; the last is of those without a parent.
  const next = new Array<number>(nodes.length + 1).fill(0)
  nodes.forEach((_, index) => {
    const parent = parents[index] ?? null
    const from = parent ?? nodes.length
    lefts[index] = next[from] ?? 0
    rows[index] = parent === null ? 0 : (rows[parent] ?? 0) + 1
    next[from] = (lefts[index] ?? 0) + (weights[index] ?? 0)
    next[index] = lefts[index] ?? 0
  })
  const share = (weight: number | undefined) => (whole > 0 ? (weight ?? 0) / whole : 0)
  return {
    boxes: nodes.map((node, index) => ({
      index,
      node,
      parent: parents[index] ?? null,
      left: share(lefts[index]),
      width: share(weights[index]),
      row: rows[index] ?? 0,
    })),
    rows: Math.max(0, ...rows) + (nodes.length > 0 ? 1 : 0),
    timed,
    whole,
  }
}

/** Of each node the place of the one that it stands below; null at the top. */
export function parentsOf(nodes: readonly CommitNode[]): (number | null)[] {
  const path: number[] = []
  return nodes.map(({ depth }, index) => {
    while (path.length > 0 && (nodes[path.at(-1) as number]?.depth ?? 0) >= depth) path.pop()
    const parent = path.at(-1) ?? null
    path.push(index)
    return parent
  })
}

function weigh(nodes: readonly CommitNode[], parents: readonly (number | null)[], timed: boolean): number[] {
  const total = nodes.reduce((most, { totalTime }) => Math.max(most, totalTime ?? 0), 0)
  const least = timed ? Math.max(total * LEAST, 1e-6) : 0
  const own = (node: CommitNode) =>
    timed ? Math.max(node.totalTime ?? node.selfTime ?? 0, least) : node.kind === 'still' ? 0 : 1
  const below = new Array<number>(nodes.length).fill(0)
  const weights = new Array<number>(nodes.length).fill(0)
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index] as CommitNode
    const children = below[index] ?? 0
    // Times hold those of the children, numbers of components do not.
    weights[index] = timed ? Math.max(own(node), children) : own(node) + children || 1
    const parent = parents[index]
    if (parent !== null && parent !== undefined) below[parent] = (below[parent] ?? 0) + (weights[index] ?? 0)
  }
  return weights
}

/** The box that a key leads to, as in any tree; undefined where it leads nowhere. */
export function flameMove(key: string, at: number, boxes: readonly FlameBox[]): number | undefined {
  const last = boxes.length - 1
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'ArrowRight':
      return boxes[at + 1]?.parent === at ? at + 1 : undefined
    case 'ArrowLeft':
      return boxes[at]?.parent ?? undefined
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

/** How a box is drawn when another one takes the whole width; undefined when it is out of sight. */
export function placeBox(
  box: FlameBox,
  zoom: FlameBox | undefined,
): { readonly left: number; readonly width: number } | undefined {
  if (zoom === undefined) return box
  if (zoom.width === 0) return box === zoom ? { left: 0, width: 1 } : undefined
  const left = (box.left - zoom.left) / zoom.width
  const right = left + box.width / zoom.width
  if (right <= 1e-9 || left >= 1 - 1e-9) return undefined
  return { left: Math.max(0, left), width: Math.min(1, right) - Math.max(0, left) }
}
