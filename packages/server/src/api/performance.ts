import { COUNTED_PURPOSES, type RequestPurpose } from '@kymo/protocol'
import { Hono } from 'hono'
import {
  performanceMetrics,
  performanceSeries,
  routesTable,
  seriesStep,
  TOP_SLOW_ROUTES,
} from '../queries/performance.ts'
import { requestEvent } from '../queries/requests.ts'
import { RequestFigures } from '../reads/request-figures.ts'
import type { SpanRow } from '../store/rows.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'
import { spanPage } from './span-page.ts'

const FILTERS = ['from', 'to', 'window', 'route', 'method', 'app', 'include']
const MAX_ROUTES = 1000

/** `GET /api/performance/metrics`, `series`, `routes` and `requests` */
export function performanceRoutes(context: ApiContext): Hono<ApiEnv> {
  const { store, now, slowThreshold } = context
  const read = async (parameters: Parameters) => {
    const all = parameters.oneOf('include', ['all']) === 'all'
    const [{ oldest }, counted] = await Promise.all([store.stats(), store.trafficOldest()])
    return {
      window: parameters.window(now(), all ? oldest : earliest(oldest, counted)),
      app: parameters.text('app'),
      route: parameters.text('route'),
      method: parameters.text('method')?.toUpperCase(),
      all,
    }
  }
  const figuresOf = async (url: string) => {
    const query = await read(new Parameters(new URL(url).searchParams, FILTERS))
    return { app: query.app, figures: await RequestFigures.of(store, slowThreshold, query) }
  }
  return new Hono<ApiEnv>()
    .get('/metrics', async (c) => {
      const { figures } = await figuresOf(c.req.url)
      const stats = await figures.byRoute(TOP_SLOW_ROUTES)
      return c.json(performanceMetrics(figures.window, figures.precision, slowThreshold, stats))
    })
    .get('/series', async (c) => {
      const { app, figures } = await figuresOf(c.req.url)
      const step = seriesStep(figures.window)
      const [buckets, instances] = await Promise.all([figures.series(step), store.instances()])
      const ofApp = instances.filter((instance) => app === undefined || instance.app === app)
      return c.json(performanceSeries(figures.window, figures.precision, step, buckets, ofApp))
    })
    .get('/routes', async (c) => {
      const { figures } = await figuresOf(c.req.url)
      const routes = await figures.routes(MAX_ROUTES)
      return c.json(routesTable(figures.window, figures.precision, slowThreshold, routes))
    })
    .get('/requests', async (c) => {
      const known = [...FILTERS, 'limit', 'sort', 'before']
      const parameters = new Parameters(new URL(c.req.url).searchParams, known)
      const { window, app, route, method, all } = await read(parameters)
      const purposes: readonly RequestPurpose[] | undefined = all ? undefined : COUNTED_PURPOSES
      const filter = {
        ...window,
        kinds: ['request'] as const,
        purposes,
        methods: method === undefined ? undefined : [method],
        route,
        app,
      }
      const order = parameters.oneOf('sort', ['slowest', 'newest']) ?? 'slowest'
      // A file that belongs to no session is named by itself.
      const view = (span: SpanRow, sessionId: string | null) => requestEvent(span, sessionId ?? span.spanId)
      return c.json(await spanPage(context, filter, parameters, order, view))
    })
}

function earliest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}
