import { type ErrorEvent, EXCEPTION_EVENT, type SessionEvent, type SpanKind } from '@kymo/protocol'
import { rootIdOf } from '../queries/digest.ts'
import { exceptionError, exceptionsOfTrace } from '../queries/errors.ts'
import { byTrace } from '../queries/group-by.ts'
import { eventOf } from '../queries/session-event.ts'
import type { Session } from '../queries/sessions.ts'
import type { SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { MAX_EVENTS, MAX_SPANS, sessionRange, TRACE_REACH, type TraceDigests } from './trace-digests.ts'

/** What a session has rows of. */
const KINDS: readonly SpanKind[] = ['request', 'fetch', 'action']

/**
 * A session with its rows, at most `limit` of each kind (the newest), without reading all its spans: most are stages and
 * components that have no row. Who belongs where is known from the digests of its traces.
 */
export async function readSessionEvent(
  store: Store,
  digests: TraceDigests,
  session: Session,
  limit: number,
): Promise<SessionEvent> {
  const { id, members, exceptions: ofPage } = session
  const range = sessionRange(members)
  const traceIds = [...new Set(members.map(({ root }) => root.traceId))]
  const known = await digests.of(traceIds, range)
  const own = new Set(members.map(({ root }) => root.id))
  const isOwn = (traceId: string, spanId: string | null): boolean => {
    const digest = known.get(traceId)
    return digest !== undefined && own.has(rootIdOf(digest, spanId) ?? '')
  }
  // Where the traces have parts of other sessions, the newest rows may be theirs.
  const isAlone = [...known.values()].every(({ roots }) => roots.every(({ root }) => own.has(root.id)))
  const within = { traceIds, from: range.from - TRACE_REACH, to: range.to + TRACE_REACH }
  const rowsOf = async (kind: SpanKind): Promise<readonly SpanRow[]> => {
    const most = isAlone ? limit : MAX_SPANS
    const rows = await store.spans({ kinds: [kind], ...within, order: 'newest', limit: most })
    return rows.filter(({ traceId, spanId }) => isOwn(traceId, spanId))
  }
  const [rows, events] = await Promise.all([
    Promise.all(KINDS.map(rowsOf)),
    store.events({ names: [EXCEPTION_EVENT], ...within, limit: MAX_EVENTS }),
  ])
  const errors: ErrorEvent[] = [
    ...[...byTrace(events)].flatMap(([traceId, thrown]) =>
      exceptionsOfTrace(thrown, (spanId) => (isOwn(traceId, spanId) ? id : null)).filter(
        ({ sessionId }) => sessionId !== null,
      ),
    ),
    ...members.flatMap(({ failures }) => failures.map((failure) => ({ ...failure, sessionId: id }))),
    ...ofPage.map((event) => exceptionError(event, id)),
  ]
  return eventOf(session, rows.flat(), errors, limit)
}
