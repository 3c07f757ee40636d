import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { StreamEventName } from '@kymo/protocol'
import { Hono } from 'hono'
import { openStream } from '../live/stream.ts'
import { LIMITS } from '../security/limits.ts'
import { ApiError, invalid } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

const NAMES = [
  'runtime',
  'status',
  'fact',
  'system_pulse',
  'alert',
] as const satisfies readonly StreamEventName[]
const DEFAULT_NAMES = ['runtime', 'status'] as const

/** `GET /api/stream` */
export function streamRoutes({ hub, now }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', (c) => {
    const parameters = new Parameters(new URL(c.req.url).searchParams, ['events', 'lastEventId'])
    const names = new Set<StreamEventName>(parameters.listOf('events', NAMES) ?? DEFAULT_NAMES)
    const lastEventId = c.req.header('last-event-id') ?? parameters.text('lastEventId')
    if (lastEventId !== undefined && !/^[\w-]{1,64}$/.test(lastEventId)) {
      throw invalid('lastEventId must be the id of an event of this stream.')
    }
    if (hub.listeners >= LIMITS.streams) {
      throw new ApiError(
        503,
        'TOO_MANY_STREAMS',
        `There are ${LIMITS.streams} streams open already.`,
        'Close some of them.',
        { 'retry-after': '5' },
      )
    }
    const { until } = c.get('access')
    const allowedFor = until === null ? null : until - now()
    openStream(hub, c.env.incoming, c.env.outgoing, { names, lastEventId, allowedFor })
    return RESPONSE_ALREADY_SENT
  })
}
