import type { Page, ServerActionEvent, SpanStatus } from '@kymo/protocol'
import { Hono } from 'hono'
import { actionEvent } from '../queries/actions.ts'
import type { SpanFilter } from '../store/span-query.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'
import { spanPage } from './span-page.ts'

const OUTCOMES = { ok: ['ok', 'unset'], error: ['error'] } as const satisfies Record<
  string,
  readonly SpanStatus[]
>

/** `GET /api/actions` */
export function actionRoutes(context: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', async (c) => {
    const parameters = new Parameters(new URL(c.req.url).searchParams, [
      'session',
      'status',
      'q',
      'order',
      'before',
      'limit',
      'from',
      'to',
      'window',
    ])
    const status = parameters.oneOf('status', ['ok', 'error'])
    const filter: SpanFilter = {
      kinds: ['action'],
      outcomes: status === undefined ? undefined : OUTCOMES[status],
      text: parameters.text('q'),
      ...(await context.reader.filterOfSession(parameters.id('session', 16))),
      ...parameters.range(context.now()),
    }
    const page: Page<ServerActionEvent> = await spanPage(
      context,
      filter,
      parameters,
      parameters.order(),
      actionEvent,
    )
    return c.json(page)
  })
}
