import { Hono } from 'hono'
import { mayBeRoot } from '../queries/root.ts'
import { traceDetail } from '../queries/trace.ts'
import { readTraces } from '../reads/trace-digests.ts'
import { invalid, notFound } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { isId, Parameters } from './parameters.ts'

/** `GET /api/traces/:traceId` */
export function traceRoutes({ store, reader }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/:traceId', async (c) => {
    new Parameters(new URL(c.req.url).searchParams, [])
    const traceId = c.req.param('traceId')
    if (!isId(traceId, 32)) throw invalid('A trace’s id has 32 hex digits.')
    const { spans, exceptions } = await readTraces(store, [traceId])
    if (spans.length === 0 && exceptions.length === 0) {
      throw notFound('There is no such trace.', 'It may be older than what is kept.')
    }
    const top = spans.findLast(mayBeRoot) ?? spans.at(-1)
    const sessionId = top === undefined ? null : ((await reader.sessionIds([top])).get(top.spanId) ?? null)
    return c.json(traceDetail(traceId, sessionId, spans, exceptions))
  })
}
