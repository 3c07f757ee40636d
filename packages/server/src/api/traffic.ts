import { Hono } from 'hono'
import { TRAFFIC_ROUTES, traffic, trafficStep, wholeMinutes } from '../queries/traffic.ts'
import type { TrafficFilter } from '../store/traffic/traffic.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

const KNOWN = ['from', 'to', 'window', 'app', 'environment', 'route', 'method']

/** `GET /api/pulse/traffic` */
export function trafficRoutes({ store, now }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', async (c) => {
    const parameters = new Parameters(new URL(c.req.url).searchParams, KNOWN)
    const window = wholeMinutes(parameters.window(now(), await store.trafficOldest()))
    const step = trafficStep(window)
    const filter: TrafficFilter = {
      scope: 'fleet',
      ...window,
      app: parameters.text('app'),
      environment: parameters.text('environment'),
      route: parameters.text('route'),
      method: parameters.text('method')?.toUpperCase(),
    }
    const [stats, buckets] = await Promise.all([
      store.trafficStats(filter, 'app-route', TRAFFIC_ROUTES),
      store.trafficSeries(filter, step),
    ])
    return c.json(traffic(window, step, stats, buckets))
  })
}
