import type { SpanRow } from '../store/rows.ts'
import { mayBeRoot, visitIdOf } from './root.ts'

/**
 * For each span of one trace, the root that it belongs to: the topmost above it, or itself, that may be one. What a page
 * did in another visit than that is a root of its own, with all below it. A span that no root is above (its parent is
 * not here, or not yet) belongs to the trace's first; `null` where the trace has none.
 */
export function rootSpans(spans: readonly SpanRow[]): Map<string, SpanRow | null> {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const roots = new Map<string, SpanRow | null>()
  for (const span of spans) findRoot(span, byId, roots)
  const first = firstRoot(roots.values())
  for (const [id, root] of roots) if (root === null) roots.set(id, first)
  return roots
}

function findRoot(span: SpanRow, byId: Map<string, SpanRow>, roots: Map<string, SpanRow | null>): void {
  const path: SpanRow[] = []
  const seen = new Set<string>()
  let above: SpanRow | null = null
  for (let at: SpanRow | undefined = span; at !== undefined; at = parentOf(at, byId)) {
    const known = roots.get(at.spanId)
    if (known !== undefined) {
      above = known
      break
    }
    // Ids come from outside: spans may name each other as parents.
    if (seen.has(at.spanId)) break
    seen.add(at.spanId)
    path.push(at)
  }
  for (let i = path.length - 1; i >= 0; i--) {
    const at = path[i] as SpanRow
    if (above === null ? mayBeRoot(at) : isOfAnotherVisit(at, above)) above = at
    roots.set(at.spanId, above)
  }
}

function isOfAnotherVisit(span: SpanRow, root: SpanRow): boolean {
  const visit = visitIdOf(span)
  return visit !== null && visit !== (visitIdOf(root) ?? root.spanId)
}

/** The topmost span above one that is here, or itself. */
export function topOf(span: SpanRow, byId: ReadonlyMap<string, SpanRow>): SpanRow {
  const seen = new Set<string>()
  let top = span
  for (
    let at: SpanRow | undefined = span;
    at !== undefined && !seen.has(at.spanId);
    at = parentOf(at, byId)
  ) {
    seen.add(at.spanId)
    top = at
  }
  return top
}

function parentOf(span: SpanRow, byId: ReadonlyMap<string, SpanRow>): SpanRow | undefined {
  return span.parentId === null ? undefined : byId.get(span.parentId)
}

function firstRoot(roots: Iterable<SpanRow | null>): SpanRow | null {
  let first: SpanRow | null = null
  for (const root of roots) if (root !== null && (first === null || root.start < first.start)) first = root
  return first
}

/** Parents before children, siblings by start. Every span comes once, whatever the ids say. */
export function timelineOrder<Row extends TreeRow>(spans: readonly Row[]): Row[] {
  const ids = new Set(spans.map((span) => key(span.traceId, span.spanId)))
  const children = new Map<string, Row[]>()
  const tops: Row[] = []
  for (const span of spans) {
    const parent = span.parentId === null ? null : key(span.traceId, span.parentId)
    if (parent === null || !ids.has(parent) || span.parentId === span.spanId) tops.push(span)
    else {
      const siblings = children.get(parent)
      if (siblings === undefined) children.set(parent, [span])
      else siblings.push(span)
    }
  }
  const ordered: Row[] = []
  const visit = (starts: Row[]) => {
    const stack = starts.sort(byStart).reverse()
    for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
      ordered.push(span)
      const id = key(span.traceId, span.spanId)
      const below = children.get(id)
      children.delete(id)
      if (below !== undefined) stack.push(...below.sort(byStart).reverse())
    }
  }
  visit(tops)
  // What is left hangs together in circles.
  while (children.size > 0) {
    const [id, below] = children.entries().next().value as [string, Row[]]
    children.delete(id)
    visit(below)
  }
  return ordered
}

interface TreeRow {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  readonly start: number
}

function key(traceId: string, spanId: string): string {
  return `${traceId}${spanId}`
}

function byStart(a: TreeRow, b: TreeRow): number {
  return a.start - b.start || (a.spanId < b.spanId ? -1 : 1)
}
