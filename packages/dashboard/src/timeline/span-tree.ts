import type { ErrorEvent, SpanView } from '@kymo/protocol'
import { extentOf, isFile } from './files.ts'

/** Where a row is, in the tree and in time. */
interface Place {
  /** The span's id, or `FILES`. */
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
}

export interface SpanTimelineRow extends Place {
  readonly kind: 'span'
  readonly span: SpanView
  readonly errors: readonly ErrorEvent[]
}

/** All that a session asked for besides its own work, in one row. */
export interface FilesTimelineRow extends Place {
  readonly kind: 'files'
  readonly files: readonly SpanView[]
}

/** One row of the timeline. */
export type TimelineRow = SpanTimelineRow | FilesTimelineRow

/** Key of the row that stands for the files. */
export const FILES = 'files'

/** Rows that are deeper than can be indented keep the rails of the first levels, where these go on. */
const MOST_RAILS = 11

interface SpanNode {
  readonly key: string
  readonly span: SpanView
  readonly startTime: number
  readonly duration: number
  readonly children: Node[]
}

interface FilesNode {
  readonly key: typeof FILES
  readonly span: null
  readonly startTime: number
  readonly duration: number
  readonly children: SpanNode[]
}

type Node = SpanNode | FilesNode

/** Rows that so many spans make when nothing is collapsed but perhaps the files. */
export function rowCount(spans: readonly SpanView[], filesShown: boolean): number {
  return timelineRows(spans, [], new Set(filesShown ? [] : [FILES])).length
}

/** Roots are spans whose parent is not among them. Ids come from outside: repeated ids and circles lose no span. */
function forest(spans: readonly SpanView[]): SpanNode[] {
  const nodes = new Map<string, SpanNode>()
  for (const span of spans) {
    if (nodes.has(span.id)) continue
    const { id: key, startTime, duration } = span
    nodes.set(key, { key, span, startTime, duration, children: [] })
  }
  const roots: SpanNode[] = []
  for (const node of nodes.values()) {
    const parent = node.span.parentId === null ? undefined : nodes.get(node.span.parentId)
    if (parent === undefined || isAncestor(node, parent, nodes)) roots.push(node)
    else parent.children.push(node)
  }
  return roots
}

/** Whether `node` is found on the way up from `start`. */
function isAncestor(node: SpanNode, start: SpanNode, nodes: ReadonlyMap<string, SpanNode>): boolean {
  const seen = new Set<SpanNode>()
  let current: SpanNode | undefined = start
  while (current !== undefined && !seen.has(current)) {
    if (current === node) return true
    seen.add(current)
    current = current.span.parentId === null ? undefined : nodes.get(current.span.parentId)
  }
  return false
}

/** Puts the files among the roots below one node; a single one needs none. */
function gatherFiles(roots: readonly SpanNode[]): readonly Node[] {
  const files = roots.filter(({ span }) => isFile(span))
  if (files.length < 2) return roots
  const node: FilesNode = {
    key: FILES,
    span: null,
    ...extentOf(files.map(({ span }) => span)),
    children: files,
  }
  return [...roots.filter(({ span }) => !isFile(span)), node]
}

function byStart(a: Node, b: Node): number {
  return a.startTime - b.startTime || b.duration - a.duration
}

function countBelow(node: Node): number {
  let count = 0
  const stack: Node[] = [...node.children]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    count++
    stack.push(...next.children)
  }
  return count
}

/**
 * The rows to show, parents before children, siblings by start; requests for files are gathered below one row.
 * @param collapsed keys of rows whose children are hidden
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
  const stack: (Pick<Place, 'parent' | 'depth' | 'position' | 'siblings' | 'rails'> & { node: Node })[] = []
  const push = (nodes: readonly Node[], parent: string | null, depth: number, rails: readonly boolean[]) => {
    const sorted = nodes.toSorted(byStart)
    for (let index = sorted.length - 1; index >= 0; index--) {
      const node = sorted[index] as Node
      stack.push({ node, parent, depth, position: index + 1, siblings: sorted.length, rails })
    }
  }
  push(gatherFiles(forest(spans)), null, 0, [])
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, ...where } = next
    const { key, startTime, duration, children } = node
    const isCollapsed = collapsed.has(key) && children.length > 0
    const place: Place = {
      ...where,
      key,
      startTime,
      duration,
      descendants: countBelow(node),
      collapsed: isCollapsed,
    }
    rows.push(
      node.span === null
        ? { kind: 'files', ...place, files: node.children.map(({ span }) => span) }
        : { kind: 'span', ...place, span: node.span, errors: errorsOf.get(key) ?? [] },
    )
    if (isCollapsed) continue
    const { depth, position, siblings, rails } = where
    push(children, key, depth + 1, depth === 0 ? [] : [...rails, position < siblings].slice(0, MOST_RAILS))
  }
  return rows
}
