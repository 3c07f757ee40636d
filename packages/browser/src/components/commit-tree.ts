import {
  COMMIT_NODE_LIMIT,
  type CommitNode,
  type CommitReport,
  REPORT_LIMIT,
  type RenderCause,
} from '@kymo/protocol'
import { keptName } from '../kept.ts'
import { hundredths } from './component.ts'
import type { ChangedKey } from './react/render-causes.ts'

/** Nodes that are looked at. */
const MOST = 10_000
const DEEPEST = 10_000

/** What one commit rendered, gathered while it is looked at. */
export class CommitTree {
  #nodes: CommitNode[] = []
  #leftOut = 0

  add(
    node: Omit<CommitNode, 'causes' | 'keys'>,
    { causes, keys }: { readonly causes: readonly RenderCause[]; readonly keys: readonly ChangedKey[] },
  ): void {
    if (this.#nodes.length === MOST) {
      if (node.kind !== 'still') this.#leftOut++
      return
    }
    this.#nodes.push({
      ...node,
      depth: Math.min(node.depth, DEEPEST),
      ...(causes.length > 0 && { causes }),
      ...(keys.length > 0 && { keys: keys.slice(0, 8).map(({ key }) => keptName(key)) }),
    })
  }

  /**
   * As it fits into a report: where there are too many, the deepest and quickest are left out.
   * @param duration of the whole render; milliseconds
   */
  report(framework: string, duration: number): CommitReport {
    const nodes = this.#nodes
    const rank = nodes
      .map((_, index) => index)
      .sort((a, b) => time(nodes[b]) - time(nodes[a]) || depth(nodes[a]) - depth(nodes[b]) || a - b)
    const places = new Map(rank.map((index, place) => [index, place]))
    const cutTo = (count: number): CommitReport => {
      const kept = nodes.filter((_, index) => (places.get(index) as number) < count)
      const gone = nodes.filter(
        ({ kind }, index) => kind !== 'still' && (places.get(index) as number) >= count,
      )
      return {
        framework,
        duration: hundredths(duration),
        nodes: kept,
        leftOut: this.#leftOut + gone.length,
      }
    }
    let count = Math.min(COMMIT_NODE_LIMIT, nodes.length)
    for (;;) {
      const report = cutTo(count)
      const { length } = JSON.stringify(report)
      if (length <= REPORT_LIMIT || count === 0) return report
      count = Math.min(count - 1, Math.floor((count * REPORT_LIMIT) / length))
    }
  }
}

const time = (node: CommitNode | undefined) => node?.totalTime ?? 0
const depth = (node: CommitNode | undefined) => node?.depth ?? 0
