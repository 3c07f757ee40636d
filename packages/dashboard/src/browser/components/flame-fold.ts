import type { CommitNode } from '@kymo/protocol'
import { parentsOf } from './flame-layout.ts'

/** A row of the picture: a component, or in place of several the first of them. */
export interface FlameNode extends CommitNode {
  /** Its place among the nodes. */
  readonly source: number
  /** Those that it stands for, outermost first; none for a component. */
  readonly folded: readonly CommitNode[]
}

/** Rows above one another of what did not render, from which they are folded. */
const FEWEST = 3

/**
 * Folds components that did not render and stand above one another, each the only one below the other, into one row: else
 * they push out of sight what did.
 * @param nodes in order of the tree, parents before children
 * @param opened places of the first of those that are not to be folded
 */
export function foldStill(nodes: readonly CommitNode[], opened: ReadonlySet<number>): FlameNode[] {
  const children = new Array<number>(nodes.length).fill(0)
  for (const parent of parentsOf(nodes)) if (parent !== null) children[parent] = (children[parent] ?? 0) + 1
  const rows: FlameNode[] = []
  for (let at = 0; at < nodes.length; ) {
    const run = runFrom(at, nodes, children)
    const [first] = run
    if (first !== undefined && run.length >= FEWEST && !opened.has(at)) {
      rows.push({ ...first, name: `${run.length} that did not render`, source: at, folded: run })
      at += run.length
    } else {
      const end = at + Math.max(1, run.length)
      for (; at < end; at++) rows.push({ ...(nodes[at] as CommitNode), source: at, folded: [] })
    }
  }
  return rows
}

/** From one on those that did not render, each with a single child, which is the next. */
function runFrom(from: number, nodes: readonly CommitNode[], children: readonly number[]): CommitNode[] {
  let end = from
  while (nodes[end]?.kind === 'still' && children[end] === 1) end++
  return nodes.slice(from, end)
}
