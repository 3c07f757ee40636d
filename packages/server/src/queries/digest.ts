import type { RequestPurpose, SessionCounts } from '@kymo/protocol'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { errorsOfTrace } from './errors.ts'
import { rootRequests } from './trace-tree.ts'

/** A root request, as far as sessions are made from it. */
export interface RootRequest {
  readonly id: string
  readonly traceId: string
  readonly seq: number
  readonly app: string
  readonly purpose: RequestPurpose
  readonly method: string
  readonly url: string
  readonly route: string | null
  readonly statusCode: number | null
  readonly start: number
  readonly duration: number
  readonly page: string | null
  readonly visitKey: string | null
  readonly htmlId: string | null
  readonly visitId: string | null
}

/** A root request with the sum of what it caused. */
export interface RootDigest {
  readonly root: RootRequest
  readonly counts: SessionCounts
  readonly endTime: number
  /** Highest number of its facts. */
  readonly revision: number
}

/** All that the summaries of sessions need of one trace. Small, so that many can be kept. */
export interface TraceDigest {
  readonly traceId: string
  readonly roots: readonly RootDigest[]
  /** For each span the id of its root request; only where there are several to choose from. */
  readonly rootOf: ReadonlyMap<string, string> | null
}

/** The root request of a span of the trace; `null` where the trace has none. */
export function rootOfSpan(digest: TraceDigest, spanId: string): string | null {
  return digest.rootOf?.get(spanId) ?? digest.roots[0]?.root.id ?? null
}

export function rootRequest(span: SpanRow): RootRequest {
  return {
    id: span.spanId,
    traceId: span.traceId,
    seq: span.seq,
    app: span.app,
    purpose: span.purpose ?? 'data',
    method: span.method ?? '',
    url: span.url ?? '/',
    route: span.derived ? null : span.route,
    statusCode: span.statusCode,
    start: span.start,
    duration: span.duration,
    page: span.page,
    visitKey: span.visitKey,
    htmlId: span.htmlId,
    visitId: span.visitId,
  }
}

/** @param events the trace's `exception` events */
export function digestTrace(
  traceId: string,
  spans: readonly SpanRow[],
  events: readonly EventRow[],
): TraceDigest {
  const rootOf = rootRequests(spans)
  const sums = new Map<string, Sum>()
  for (const span of spans) {
    const root = rootOf.get(span.spanId)
    if (root == null) continue
    const sum = sumOf(sums, root)
    sum.endTime = Math.max(sum.endTime, span.start + span.duration)
    sum.revision = Math.max(sum.revision, span.seq)
    if (isCountedRequest(span)) sum.requests++
    else if (span.kind === 'fetch') sum.fetches++
    else if (span.kind === 'action') sum.actions++
  }
  const [first] = [...sums.values()].sort((a, b) => a.root.start - b.root.start)
  if (first !== undefined) {
    const sumOfSpan = (spanId: string | null): Sum => {
      const root = spanId === null ? undefined : rootOf.get(spanId)
      return root == null ? first : sumOf(sums, root)
    }
    for (const event of events) {
      const sum = sumOfSpan(event.spanId)
      sum.endTime = Math.max(sum.endTime, event.time)
      sum.revision = Math.max(sum.revision, event.seq)
    }
    for (const error of errorsOfTrace(spans, events, () => null)) sumOfSpan(error.spanId).errors++
  }
  return {
    traceId,
    roots: [...sums.values()].map(({ root, endTime, revision, requests, fetches, actions, errors }) => ({
      root: rootRequest(root),
      counts: { requests, fetches, actions, errors },
      endTime,
      revision,
    })),
    rootOf:
      sums.size < 2
        ? null
        : new Map([...rootOf].map(([id, root]) => [id, (root as SpanRow).spanId] as const)),
  }
}

interface Sum {
  readonly root: SpanRow
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
    sum = { root, requests: 0, fetches: 0, actions: 0, errors: 0, endTime: 0, revision: 0 }
    sums.set(root.spanId, sum)
  }
  return sum
}

/** Files and the framework's own traffic are no work of the app. */
function isCountedRequest(span: Pick<SpanRow, 'kind' | 'purpose'>): boolean {
  return span.kind === 'request' && span.purpose !== 'asset' && span.purpose !== 'internal'
}
