import type { ErrorEvent, SessionCounts } from '@kymo/protocol'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { exceptionsOfTrace, failuresOfTrace } from './errors.ts'
import { type Root, rootOf, type VisitOrigin, visitIdOf, visitOrigin } from './root.ts'
import { rootSpans, topOf } from './trace-tree.ts'

/**
 * Whether something above a root is missing: its parent is not here (`unknown`: it may be of somebody who reports to
 * nobody); or a span above it is here whose own parent is not, and so is under way still (`observed`).
 */
export type MissingParent = 'unknown' | 'observed' | null

/** A root with the sum of what it caused. */
export interface RootDigest {
  readonly root: Root
  readonly counts: SessionCounts
  readonly endTime: number
  /** Highest number of its facts. */
  readonly revision: number
  readonly visit: VisitOrigin | null
  readonly missing: MissingParent
  /** Failures that no exception explains. Their session is not said. */
  readonly failures: readonly ErrorEvent[]
}

/** All that the summaries of sessions need of one trace. Small, so that many can be kept. */
export interface TraceDigest {
  readonly traceId: string
  readonly roots: readonly RootDigest[]
  /** For each span the id of its root; only where there are several to choose from. */
  readonly rootOf: ReadonlyMap<string, string> | null
}

/** The root of a span of the trace; `null` where the trace has none. */
export function rootIdOf(digest: TraceDigest, spanId: string | null): string | null {
  return (spanId === null ? undefined : digest.rootOf?.get(spanId)) ?? digest.roots[0]?.root.id ?? null
}

/** @param events the trace's `exception` events */
export function digestTrace(
  traceId: string,
  spans: readonly SpanRow[],
  events: readonly EventRow[],
): TraceDigest {
  const roots = rootSpans(spans)
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const sums = new Map<string, Sum>()
  for (const span of spans) {
    const root = roots.get(span.spanId)
    if (root == null) continue
    const sum = sumOf(sums, root)
    sum.endTime = Math.max(sum.endTime, span.start + span.duration)
    sum.revision = Math.max(sum.revision, span.seq)
    sum.visit ??= visitOrigin(span)
    if (isCountedRequest(span)) sum.requests++
    else if (span.kind === 'fetch') sum.fetches++
    else if (span.kind === 'action') sum.actions++
  }
  const ordered = [...sums.values()].sort((a, b) => a.root.start - b.root.start)
  const [first] = ordered
  if (first !== undefined) {
    const sumOfSpan = (spanId: string | null): Sum => {
      const root = spanId === null ? undefined : roots.get(spanId)
      return root == null ? first : sumOf(sums, root)
    }
    for (const event of events) {
      const sum = sumOfSpan(event.spanId)
      sum.endTime = Math.max(sum.endTime, event.time)
      sum.revision = Math.max(sum.revision, event.seq)
    }
    for (const error of exceptionsOfTrace(events, () => null)) sumOfSpan(error.spanId).errors++
    for (const failure of failuresOfTrace(spans, events, () => null))
      sumOfSpan(failure.spanId).failures.push(failure)
  }
  return {
    traceId,
    roots: ordered.map((sum) => rootDigest(sum, byId)),
    rootOf:
      sums.size < 2 ? null : new Map([...roots].map(([id, root]) => [id, (root as SpanRow).spanId] as const)),
  }
}

interface Sum {
  readonly root: SpanRow
  readonly failures: ErrorEvent[]
  visit: VisitOrigin | null
  requests: number
  fetches: number
  actions: number
  errors: number
  endTime: number
  revision: number
}

function sumOf(sums: Map<string, Sum>, root: SpanRow): Sum {
  let sum = sums.get(root.spanId)
  if (sum === undefined) {
    sum = {
      root,
      failures: [],
      visit: null,
      requests: 0,
      fetches: 0,
      actions: 0,
      errors: 0,
      endTime: 0,
      revision: 0,
    }
    sums.set(root.spanId, sum)
  }
  return sum
}

function rootDigest(sum: Sum, byId: ReadonlyMap<string, SpanRow>): RootDigest {
  const { root, failures, visit, requests, fetches, actions, errors, endTime, revision } = sum
  return {
    root: rootOf(root),
    counts: { requests, fetches, actions, errors: errors + failures.length },
    endTime,
    revision,
    visit,
    missing: missingParent(root, byId),
    failures,
  }
}

function missingParent(root: SpanRow, byId: ReadonlyMap<string, SpanRow>): MissingParent {
  // What a browser told of, or loads as a page, nothing that is observed can be above.
  if (root.parentId === null || visitIdOf(root) !== null || root.purpose === 'document') return null
  const top = topOf(root, byId)
  if (top.parentId === null || byId.has(top.parentId)) return null
  return top === root ? 'unknown' : 'observed'
}

/** Files and the framework's own traffic are no work of the app. */
function isCountedRequest(span: Pick<SpanRow, 'kind' | 'purpose'>): boolean {
  return span.kind === 'request' && span.purpose !== 'asset' && span.purpose !== 'internal'
}
