import { EXCEPTION_EVENT, type SessionEvent } from '@kymo/protocol'
import { Hono } from 'hono'
import { byTrace } from '../queries/group-by.ts'
import { runtimeSnapshot, strayErrors } from '../queries/runtime.ts'
import { sessionEvent } from '../queries/session-event.ts'
import type { Session } from '../queries/sessions.ts'
import { readInParts, sessionRange, type TraceFacts } from '../reads/trace-digests.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

const DEFAULT_SESSIONS = 50
const MAX_SESSIONS = 200
/** Rows of each kind and session; `GET /api/sessions/:id` has more. */
const ROWS = 200
const STRAY_ERRORS = 50

/** `GET /api/runtime` */
export function runtimeRoutes({ store, reader, now }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', async (c) => {
    const parameters = new Parameters(new URL(c.req.url).searchParams, ['limit', 'before', 'app', 'window'])
    const time = now()
    const app = parameters.text('app')
    const { from } = parameters.range(time)
    const [{ sessions }, exceptions] = await Promise.all([
      reader.list({
        limit: parameters.limit(DEFAULT_SESSIONS, MAX_SESSIONS),
        before: parameters.cursor(),
        app,
        from,
      }),
      store.events({ names: [EXCEPTION_EVENT], app, from, limit: STRAY_ERRORS * 4 }),
    ])
    const events = await readInParts(
      store,
      sessions,
      tracesOf,
      sessionRange(sessions.flatMap((session) => session.members)),
      sessionEvents,
    )
    const sessionOf = await reader.sessionsOfExceptions(exceptions)
    return c.json(runtimeSnapshot(time, events, strayErrors(exceptions, sessionOf, STRAY_ERRORS)))
  })
}

function tracesOf({ members }: Session): string[] {
  return [...new Set(members.map(({ root }) => root.traceId))]
}

function sessionEvents(sessions: readonly Session[], { spans, exceptions }: TraceFacts): SessionEvent[] {
  const spansOf = byTrace(spans)
  const exceptionsOf = byTrace(exceptions)
  return sessions.map((session) => {
    const traces = tracesOf(session)
    return sessionEvent(
      session,
      traces.flatMap((traceId) => spansOf.get(traceId) ?? []),
      traces.flatMap((traceId) => exceptionsOf.get(traceId) ?? []),
      ROWS,
    )
  })
}
