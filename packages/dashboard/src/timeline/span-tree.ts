import type { ErrorEvent, SpanView } from '@kymo/protocol'

/** One row of the timeline. */
export interface TimelineRow {
  readonly span: SpanView
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

/** Deep trees keep the rails of their last levels only: more would not be told apart. */
const MOST_RAILS = 11

interface Node {
  readonly span: SpanView
  readonly children: Node[]
}

/** Roots are spans whose parent is not among them. Ids come from outside: repeated ids and circles lose no span. */
function forest(spans: readonly SpanView[]): Node[] {
  const nodes = new Map<string, Node>()
  for (const span of spans) {
    if (!nodes.has(span.id)) nodes.set(span.id, { span, children: [] })
  }
  const roots: Node[] = []
  for (const node of nodes.values()) {
    const parent = node.span.parentId === null ? undefined : nodes.get(node.span.parentId)
    if (parent === undefined || isAncestor(node, parent, nodes)) roots.push(node)
    else parent.children.push(node)
  }
  return roots
}

/** Whether `node` is found on the way up from `start`. */
function isAncestor(node: Node, start: Node, nodes: ReadonlyMap<string, Node>): boolean {
  const seen = new Set<Node>()
  let current: Node | undefined = start
  while (current !== undefined && !seen.has(current)) {
    if (current === node) return true
    seen.add(current)
    current = current.span.parentId === null ? undefined : nodes.get(current.span.parentId)
  }
  return false
}

function byStart(a: Node, b: Node): number {
  return a.span.startTime - b.span.startTime || b.span.duration - a.span.duration
}

function countBelow(node: Node): number {
  let count = 0
  const stack = [...node.children]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    count++
    stack.push(...next.children)
  }
  return count
}

/**
 * The rows to show, parents before children, siblings by start.
 * @param collapsed ids of spans whose children are hidden
 */
export function timelineRows(
  spans: readonly SpanView[],
  errors: readonly ErrorEvent[],
  collapsed: ReadonlySet<string>,
): TimelineRow[] {
  const errorsOf = new Map<string, ErrorEvent[]>()
  for (const error of errors) {
    if (error.spanId === null) continue
    const list = errorsOf.get(error.spanId)
    if (list === undefined) errorsOf.set(error.spanId, [error])
    else list.push(error)
  }
  const rows: TimelineRow[] = []
  // A stack instead of recursion: a trace may be thousands of levels deep.
  const stack: { node: Node; depth: number; position: number; siblings: number; rails: boolean[] }[] = []
  const push = (nodes: Node[], depth: number, rails: boolean[]): void => {
    const sorted = nodes.toSorted(byStart)
    for (let index = sorted.length - 1; index >= 0; index--) {
      const node = sorted[index] as Node
      stack.push({ node, depth, position: index + 1, siblings: sorted.length, rails })
    }
  }
  push(forest(spans), 0, [])
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, depth, position, siblings, rails } = next
    const isCollapsed = collapsed.has(node.span.id) && node.children.length > 0
    rows.push({
      span: node.span,
      depth,
      descendants: countBelow(node),
      collapsed: isCollapsed,
      position,
      siblings,
      rails,
      errors: errorsOf.get(node.span.id) ?? [],
    })
    if (isCollapsed) continue
    push(node.children, depth + 1, depth === 0 ? [] : [...rails, position < siblings].slice(-MOST_RAILS))
  }
  return rows
}
