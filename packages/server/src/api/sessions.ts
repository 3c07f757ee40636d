import type { Page, SessionDetail, SessionSummary } from '@kymo/protocol'
import { Hono } from 'hono'
import { sessionEvent, spansOfSession } from '../queries/session-event.ts'
import { summarize } from '../queries/sessions.ts'
import { spanView } from '../queries/trace.ts'
import { timelineOrder } from '../queries/trace-tree.ts'
import { lifeOfVisit, readMeasures } from '../reads/session-measures.ts'
import { readSessionEvent } from '../reads/session-rows.ts'
import { readTraces, sessionRange } from '../reads/trace-digests.ts'
import { invalid, notFound } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { formatCursor, isId, Parameters } from './parameters.ts'

const MAX_ROWS = 1000

/** `GET /api/sessions` and `GET /api/sessions/:id` */
export function sessionRoutes({ store, reader }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .get('/', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, [
        'limit',
        'before',
        'app',
        'tab',
        'q',
      ])
      const filter = { app: parameters.text('app'), tab: parameters.text('tab'), text: parameters.text('q') }
      const query = { ...filter, limit: parameters.limit(50, 500), before: parameters.cursor() }
      const [list, { total, capped }] = await Promise.all([reader.list(query), reader.count(filter)])
      const page: Page<SessionSummary> = {
        rows: list.sessions.map(summarize),
        next: formatCursor(list.next),
        total,
        ...(capped ? { capped } : undefined),
      }
      return c.json(page)
    })
    .get('/:id', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, ['limit', 'spans'])
      const limit = parameters.limit(MAX_ROWS, MAX_ROWS)
      const withSpans = parameters.oneOf('spans', ['0', '1']) !== '0'
      const id = c.req.param('id')
      if (!isId(id, 16)) throw invalid('A session’s id has 16 hex digits.')
      const session = await reader.byId(id)
      if (session === undefined)
        throw notFound('There is no such session.', 'It may be older than what is kept.')
      if (!withSpans) {
        const withRows = await readSessionEvent(store, reader.digests, session, limit)
        return c.json({ session: withRows, spans: [] } satisfies SessionDetail)
      }
      const traceIds = [...new Set(session.members.map(({ root }) => root.traceId))]
      const range = sessionRange(session.members)
      const [{ spans, exceptions }, measures] = await Promise.all([
        readTraces(store, traceIds, range),
        readMeasures(store, [session.id], lifeOfVisit(range)),
      ])
      const own = spansOfSession(session, spans)
      const known = new Set(own.map(({ seq }) => seq))
      const all = [...own, ...measures.filter(({ seq }) => !known.has(seq))]
      const detail: SessionDetail = {
        session: sessionEvent(session, spans, exceptions, limit),
        spans: timelineOrder(all).map(spanView),
      }
      return c.json(detail)
    })
}
