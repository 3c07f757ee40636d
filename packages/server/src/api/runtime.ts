import { EXCEPTION_EVENT } from '@kymo/protocol'
import { Hono } from 'hono'
import { runtimeSnapshot, strayErrors } from '../queries/runtime.ts'
import { byTrace, sessionEvent } from '../queries/sessions.ts'
import { readTraces, sessionRange } from '../reads/trace-digests.ts'
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
    const members = sessions.flatMap((session) => session.members)
    const facts = await readTraces(
      store,
      [...new Set(members.map(({ root }) => root.traceId))],
      sessionRange(members),
    )
    const spansOf = byTrace(facts.spans)
    const exceptionsOf = byTrace(facts.exceptions)
    const withRequest = await reader.tracesWithRequest(exceptions)
    return c.json(
      runtimeSnapshot(
        time,
        sessions.map((session) => {
          const traces = [...new Set(session.members.map(({ root }) => root.traceId))]
          return sessionEvent(
            session,
            traces.flatMap((traceId) => spansOf.get(traceId) ?? []),
            traces.flatMap((traceId) => exceptionsOf.get(traceId) ?? []),
            ROWS,
          )
        }),
        strayErrors(exceptions, withRequest, STRAY_ERRORS),
      ),
    )
  })
}
