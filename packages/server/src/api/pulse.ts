import type { ServerHistory } from '@kymo/protocol'
import { Hono } from 'hono'
import type { PulseFilter, PulseListQuery } from '../pulse/pulse-filter.ts'
import { FINE_POINTS_AGE, POINT_STEPS } from '../store/pulse-rows.ts'
import { invalid } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

const FILTERS = ['app', 'environment']
const RANGE = ['window', 'from', 'to']
/** Points of a server's history, at most about. */
const MAX_POINTS = 360
/** Milliseconds that one point may stand for. */
const STEPS = [5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
)

/** `GET /api/pulse`, `/history`, `/slow` and `/errors` */
export function pulseRoutes({ pulse, store, now }: ApiContext): Hono<ApiEnv> {
  const filterOf = (parameters: Parameters): PulseFilter => ({
    app: parameters.text('app'),
    environment: parameters.text('environment'),
  })
  const listOf = (url: string): PulseListQuery => {
    const parameters = new Parameters(new URL(url).searchParams, [...FILTERS, ...RANGE, 'limit'])
    return { ...filterOf(parameters), ...parameters.range(now()), limit: parameters.limit(50, 500) }
  }
  return new Hono<ApiEnv>()
    .get('/', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, FILTERS)
      return c.json(await pulse.monitor.snapshot(filterOf(parameters)))
    })
    .get('/history', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, ['server', ...RANGE])
      const server = parameters.text('server')
      if (server === undefined) throw invalid('server must be the id of a server.')
      const window = parameters.window(now(), now() - FINE_POINTS_AGE)
      const fine = window.from >= now() - FINE_POINTS_AGE
      const points = fine ? 'fine' : 'coarse'
      const step = stepOf(window.to - window.from, POINT_STEPS[points])
      const found = await store.serverPoints({ server, ...window, points, step })
      const history: ServerHistory = {
        window,
        step,
        time: found.map(({ time }) => time),
        cpu: found.map(({ cpu }) => cpu),
        memory: found.map(({ memory }) => memory),
        eventLoopDelayP99: found.map(({ eventLoopDelay }) => eventLoopDelay),
      }
      return c.json(history)
    })
    .get('/slow', async (c) => c.json(await pulse.slow.list(listOf(c.req.url))))
    .get('/errors', async (c) => c.json(await pulse.errors.list(listOf(c.req.url))))
}

function stepOf(length: number, least: number): number {
  const fit = STEPS.find((step) => step >= least && length / step <= MAX_POINTS)
  return fit ?? (STEPS.at(-1) as number)
}
