import { type ErrorGroup, type ErrorGroupDetail, EXCEPTION_MECHANISMS, type Page } from '@kymo/protocol'
import { Hono } from 'hono'
import { invalid, notFound } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { formatCursor, isId, Parameters } from './parameters.ts'

/** `GET /api/errors` and `GET /api/errors/:fingerprint` */
export function errorRoutes({ errors, now }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .get('/', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, [
        'app',
        'session',
        'mechanism',
        'q',
        'before',
        'limit',
        'from',
        'to',
        'window',
      ])
      const { groups, next, total, capped } = await errors.list({
        app: parameters.text('app'),
        session: parameters.id('session', 16),
        mechanism: parameters.oneOf('mechanism', EXCEPTION_MECHANISMS),
        text: parameters.text('q'),
        before: parameters.cursor(),
        limit: parameters.limit(50, 500),
        ...parameters.range(now()),
      })
      const page: Page<ErrorGroup> = {
        rows: groups,
        next: formatCursor(next),
        total,
        ...(capped ? { capped } : undefined),
      }
      return c.json(page)
    })
    .get('/:fingerprint', async (c) => {
      new Parameters(new URL(c.req.url).searchParams, [])
      const fingerprint = c.req.param('fingerprint')
      if (!isId(fingerprint, 16)) throw invalid('An error’s fingerprint has 16 hex digits.')
      const detail: ErrorGroupDetail | undefined = await errors.byFingerprint(fingerprint)
      if (detail === undefined)
        throw notFound('There is no such error.', 'It may be older than what is kept.')
      return c.json(detail)
    })
}
