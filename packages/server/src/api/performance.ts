import { REQUEST_PURPOSES, type RequestPurpose, type TimeWindow } from '@kymo/protocol'
import { Hono } from 'hono'
import {
  performanceMetrics,
  performanceSeries,
  routesTable,
  seriesStep,
  TOP_SLOW_ROUTES,
} from '../queries/performance.ts'
import { requestEvent } from '../queries/requests.ts'
import type { SpanRow } from '../store/rows.ts'
import type { SpanFilter } from '../store/span-query.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'
import { spanPage } from './span-page.ts'

const FILTERS = ['from', 'to', 'window', 'route', 'method', 'app', 'include']
const COUNTED: readonly RequestPurpose[] = REQUEST_PURPOSES.filter(
  (purpose) => purpose !== 'asset' && purpose !== 'internal',
)
const MAX_ROUTES = 1000

/** `GET /api/performance/metrics`, `series`, `routes` and `requests` */
export function performanceRoutes(context: ApiContext): Hono<ApiEnv> {
  const { store, now, slowThreshold } = context
  const read = async (parameters: Parameters): Promise<{ window: TimeWindow; filter: SpanFilter }> => {
    const { oldest } = await store.stats()
    const window = parameters.window(now(), oldest)
    const method = parameters.text('method')?.toUpperCase()
    return {
      window,
      filter: {
        ...window,
        kinds: ['request'],
        purposes: parameters.oneOf('include', ['all']) === 'all' ? undefined : COUNTED,
        methods: method === undefined ? undefined : [method],
        route: parameters.text('route'),
        app: parameters.text('app'),
      },
    }
  }
  return new Hono<ApiEnv>()
    .get('/metrics', async (c) => {
      const { window, filter } = await read(new Parameters(new URL(c.req.url).searchParams, FILTERS))
      const stats = await store.requestStats(filter, slowThreshold, TOP_SLOW_ROUTES)
      return c.json(performanceMetrics(window, slowThreshold, stats))
    })
    .get('/series', async (c) => {
      const { window, filter } = await read(new Parameters(new URL(c.req.url).searchParams, FILTERS))
      const step = seriesStep(window)
      const [buckets, instances] = await Promise.all([
        store.requestSeries(filter, slowThreshold, step),
        store.instances(),
      ])
      const ofApp = instances.filter(({ app }) => filter.app === undefined || app === filter.app)
      return c.json(performanceSeries(window, step, buckets, ofApp))
    })
    .get('/routes', async (c) => {
      const { window, filter } = await read(new Parameters(new URL(c.req.url).searchParams, FILTERS))
      const routes = await store.routeStats(filter, slowThreshold, MAX_ROUTES)
      return c.json(routesTable(window, slowThreshold, routes))
    })
    .get('/requests', async (c) => {
      const known = [...FILTERS, 'limit', 'sort', 'before']
      const parameters = new Parameters(new URL(c.req.url).searchParams, known)
      const { filter } = await read(parameters)
      const order = parameters.oneOf('sort', ['slowest', 'newest']) ?? 'slowest'
      // A file that belongs to no session is named by itself.
      const view = (span: SpanRow, sessionId: string | null) => requestEvent(span, sessionId ?? span.spanId)
      return c.json(await spanPage(context, filter, parameters, order, view))
    })
}
