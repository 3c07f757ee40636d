import type { SessionCounts, SessionEvent, SessionOpener, SessionSummary } from '@kymo/protocol'
import { withoutRsc } from '../store/page-key.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { actionEvent } from './actions.ts'
import { attribute, supersededAt } from './attribution.ts'
import type { RootDigest, RootRequest, TraceDigest } from './digest.ts'
import { errorsOfTrace } from './errors.ts'
import { fetchEvent } from './fetches.ts'
import { requestEvent } from './requests.ts'
import { rootRequests } from './trace-tree.ts'

/** A session before its rows are made: its opener and all root requests that belong to it. */
export interface Session {
  readonly opener: RootRequest
  readonly members: readonly RootDigest[]
  /** Number of the fact that told of the next visit of the same page; 0 when there was none. */
  readonly superseded: number
}

/**
 * Groups traces into sessions, newest first. Files that belong to no session are left out.
 * @param visits pages that were visited, whose own traces are not asked for: they take away what belongs to them
 */
export function foldSessions(
  digests: readonly TraceDigest[],
  visits: readonly RootRequest[] = [],
): Session[] {
  const roots = digests.flatMap((digest) => digest.roots)
  const known = new Set(roots.map(({ root }) => root.id))
  const requests = [...roots.map(({ root }) => root), ...visits.filter(({ id }) => !known.has(id))]
  const openers = attribute(requests)
  const superseded = supersededAt(requests)
  const byId = new Map(roots.map((digest) => [digest.root.id, digest.root]))
  const members = new Map<string, RootDigest[]>()
  for (const digest of roots) {
    const opener = openers.get(digest.root.id)
    if (opener == null || !byId.has(opener)) continue
    const session = members.get(opener)
    if (session === undefined) members.set(opener, [digest])
    else session.push(digest)
  }
  return [...members]
    .map(([id, session]) => ({
      opener: byId.get(id) as RootRequest,
      members: session,
      superseded: superseded.get(id) ?? 0,
    }))
    .sort((a, b) => newestFirst(a.opener, b.opener))
}

export function newestFirst(a: RootRequest, b: RootRequest): number {
  return b.start - a.start || (a.id < b.id ? 1 : -1)
}

export function summarize({ opener, members, superseded }: Session): SessionSummary {
  return {
    id: opener.id,
    opener: openerOf(opener),
    app: opener.app,
    method: opener.method,
    url: opener.purpose === 'navigation' ? withoutRscOf(opener.url) : opener.url,
    route: opener.route,
    statusCode: opener.statusCode,
    startTime: opener.start,
    endTime: members.reduce((end, member) => Math.max(end, member.endTime), opener.start),
    duration: opener.duration,
    visit: null,
    counts: members.reduce(add, { requests: 0, fetches: 0, actions: 0, errors: 0 }),
    revision: members.reduce((revision, member) => Math.max(revision, member.revision), superseded),
  }
}

function openerOf({ purpose }: RootRequest): SessionOpener {
  return purpose === 'document' || purpose === 'navigation' ? purpose : 'request'
}

function add(sum: SessionCounts, { counts }: RootDigest): SessionCounts {
  return {
    requests: sum.requests + counts.requests,
    fetches: sum.fetches + counts.fetches,
    actions: sum.actions + counts.actions,
    errors: sum.errors + counts.errors,
  }
}

function withoutRscOf(url: string): string {
  const question = url.indexOf('?')
  if (question === -1) return url
  const rest = withoutRsc(url.slice(question + 1))
  return rest === '' ? url.slice(0, question) : `${url.slice(0, question)}?${rest}`
}

/** Rows of one kind in one session's view; the counts are always whole. */
const MAX_ROWS = 1000

/**
 * A session with its rows, oldest first, at most `limit` of each kind (the newest).
 * @param spans all spans of the traces that its members belong to
 * @param exceptions the `exception` events of those traces
 */
export function sessionEvent(
  session: Session,
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
  limit: number = MAX_ROWS,
): SessionEvent {
  const summary = summarize(session)
  const own = spansOfSession(session, spans)
  const rows = <Row extends { readonly startTime: number }>(
    kind: SpanRow['kind'],
    view: (span: SpanRow, sessionId: string) => Row,
  ): Row[] =>
    own
      .filter((span) => span.kind === kind)
      .map((span) => view(span, summary.id))
      .sort((a, b) => a.startTime - b.startTime)
      .slice(-limit)
  return {
    ...summary,
    requests: rows('request', requestEvent),
    fetches: rows('fetch', fetchEvent),
    actions: rows('action', actionEvent),
    errors: errorsOfSession(session, spans, exceptions).slice(-limit),
  }
}

/** The session's part of its traces: a trace with several root requests may belong to several sessions. */
export function spansOfSession({ members }: Session, spans: readonly SpanRow[]): SpanRow[] {
  const ids = new Set(members.map(({ root }) => root.id))
  return [...byTrace(spans).values()].flatMap((trace) => {
    const rootOf = rootRequests(trace)
    return trace.filter((span) => ids.has(rootOf.get(span.spanId)?.spanId ?? ''))
  })
}

function errorsOfSession(
  { opener, members }: Session,
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
): SessionEvent['errors'] {
  const ids = new Set(members.map(({ root }) => root.id))
  const traces = byTrace(spans)
  const events = byTrace(exceptions)
  return [...traces]
    .flatMap(([traceId, trace]) => {
      const rootOf = rootRequests(trace)
      const first = trace
        .map((span) => rootOf.get(span.spanId))
        .filter((root) => root != null)
        .sort((a, b) => a.start - b.start)[0]
      const belongs = (spanId: string | null) =>
        ids.has(((spanId === null ? undefined : rootOf.get(spanId)) ?? first)?.spanId ?? '')
      return errorsOfTrace(trace, events.get(traceId) ?? [], (spanId) => (belongs(spanId) ? opener.id : null))
    })
    .filter((error) => error.sessionId !== null)
    .sort((a, b) => a.time - b.time)
}

export function byTrace<Row extends { readonly traceId: string | null }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const traces = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.traceId === null) continue
    const trace = traces.get(row.traceId)
    if (trace === undefined) traces.set(row.traceId, [row])
    else trace.push(row)
  }
  return traces
}
