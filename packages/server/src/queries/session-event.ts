import type { ErrorEvent, SessionEvent } from '@kymo/protocol'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { actionEvent } from './actions.ts'
import { errorsOfTrace, exceptionError } from './errors.ts'
import { fetchEvent } from './fetches.ts'
import { byTrace } from './group-by.ts'
import { requestEvent } from './requests.ts'
import { type Session, summarize } from './sessions.ts'
import { rootSpans } from './trace-tree.ts'

/**
 * A session with its rows, oldest first, at most `limit` of each kind (the newest).
 * @param spans all spans of the traces that its members belong to
 * @param exceptions the `exception` events of those traces
 */
export function sessionEvent(
  session: Session,
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
  limit: number,
): SessionEvent {
  return eventOf(session, spansOfSession(session, spans), errorsOfSession(session, spans, exceptions), limit)
}

/**
 * The same, of what is the session's own.
 * @param own its requests, fetches and actions, among others
 */
export function eventOf(
  session: Session,
  own: readonly SpanRow[],
  errors: readonly ErrorEvent[],
  limit: number,
): SessionEvent {
  const summary = summarize(session)
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
    errors: [...errors].sort((a, b) => a.time - b.time).slice(-limit),
  }
}

/** The session's part of its traces: a trace with several root requests may belong to several sessions. */
export function spansOfSession({ members }: Session, spans: readonly SpanRow[]): SpanRow[] {
  const ids = new Set(members.map(({ root }) => root.id))
  return [...byTrace(spans).values()].flatMap((trace) => {
    const rootOf = rootSpans(trace)
    return trace.filter((span) => ids.has(rootOf.get(span.spanId)?.spanId ?? ''))
  })
}

export function errorsOfSession(
  { id, members, exceptions: ofPage }: Session,
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
): SessionEvent['errors'] {
  const ids = new Set(members.map(({ root }) => root.id))
  const traces = byTrace(spans)
  const events = byTrace(exceptions)
  const ofTraces = [...traces].flatMap(([traceId, trace]) => {
    const rootOf = rootSpans(trace)
    const first = trace
      .map((span) => rootOf.get(span.spanId))
      .filter((root) => root != null)
      .sort((a, b) => a.start - b.start)[0]
    const belongs = (spanId: string | null) =>
      ids.has(((spanId === null ? undefined : rootOf.get(spanId)) ?? first)?.spanId ?? '')
    return errorsOfTrace(trace, events.get(traceId) ?? [], (spanId) => (belongs(spanId) ? id : null))
  })
  return [
    ...ofTraces.filter((error) => error.sessionId !== null),
    ...ofPage.map((event) => exceptionError(event, id)),
  ].sort((a, b) => a.time - b.time)
}
