import type { ErrorEvent, SpanView } from '@kymo/protocol'
import { forestOf, type Node } from './forest.ts'

/** Where a row is, in the tree and in time. */
interface Place {
  /** The span's id, or what stands for a group. */
  readonly key: string
  /** Key of the row it is below. */
  readonly parent: string | null
  readonly startTime: number
  readonly duration: number
  /** 0 for a root. */
  readonly depth: number
  /** Spans below it, at any depth. */
  readonly descendants: number
  readonly collapsed: boolean
  /** Position among its siblings, from 1. */
  readonly position: number
  readonly siblings: number
  /** For each ancestor below the root, whether a line goes on past this row to a later sibling of it. */
  readonly rails: readonly boolean[]
  readonly errors: readonly ErrorEvent[]
}

export interface SpanTimelineRow extends Place {
  readonly kind: 'span'
  readonly span: SpanView
}

/**
 * Several spans in one row: all that a session asked for besides its own work, or the framework's own steps in one
 * request.
 */
export interface GroupTimelineRow extends Place {
  readonly kind: 'files' | 'renders'
  readonly spans: readonly SpanView[]
}

/** One row of the timeline. */
export type TimelineRow = SpanTimelineRow | GroupTimelineRow

/** Rows that are deeper than can be indented keep the rails of the first levels, where these go on. */
const MOST_RAILS = 11

function byStart(a: Node, b: Node): number {
  return a.startTime - b.startTime || b.duration - a.duration
}

/** Spans below a node; below a collapsed group, those that it stands for. */
function countBelow(node: Node): number {
  if (node.group !== null && node.children.length === 0) return node.group.spans.length
  let count = 0
  const stack: Node[] = [...node.children]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.group === null) count++
    else if (next.children.length === 0) count += next.group.spans.length
    stack.push(...next.children)
  }
  return count
}

/**
 * The rows to show, parents before children, siblings by start; requests for files are gathered below one row, and
 * so are the framework's own steps in each request.
 * @param isCollapsed says of a row's key whether what is below the row is hidden
 */
export function timelineRows(
  spans: readonly SpanView[],
  errors: readonly ErrorEvent[],
  isCollapsed: (key: string) => boolean,
): TimelineRow[] {
  const errorsOf = new Map<string | null, ErrorEvent[]>()
  for (const error of errors) {
    const known = errorsOf.get(error.spanId)
    if (known === undefined) errorsOf.set(error.spanId, [error])
    else known.push(error)
  }
  const rows: TimelineRow[] = []
  // A stack instead of recursion: a trace may be thousands of levels deep.
  const stack: (Pick<Place, 'parent' | 'depth' | 'position' | 'siblings' | 'rails'> & { node: Node })[] = []
  const push = (nodes: readonly Node[], parent: string | null, depth: number, rails: readonly boolean[]) => {
    const sorted = nodes.toSorted(byStart)
    for (let index = sorted.length - 1; index >= 0; index--) {
      const node = sorted[index] as Node
      stack.push({ node, parent, depth, position: index + 1, siblings: sorted.length, rails })
    }
  }
  push(forestOf(spans, isCollapsed), null, 0, [])
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, ...where } = next
    const { key, startTime, duration, children, group } = node
    const descendants = countBelow(node)
    const collapsed = descendants > 0 && isCollapsed(key)
    const place = { ...where, key, startTime, duration, descendants, collapsed }
    if (node.span !== null) {
      rows.push({ kind: 'span', ...place, span: node.span, errors: errorsOf.get(key) ?? [] })
    } else if (group !== null) {
      // What failed within a group has a row of its own while the group is open.
      const own = collapsed ? group.spans.flatMap(({ id }) => errorsOf.get(id) ?? []) : []
      rows.push({ kind: group.kind, ...place, spans: group.spans, errors: own })
    }
    if (collapsed) continue
    const { depth, position, siblings, rails } = where
    push(children, key, depth + 1, depth === 0 ? [] : [...rails, position < siblings].slice(0, MOST_RAILS))
  }
  return rows
}
