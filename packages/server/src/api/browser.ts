import { CALL_APIS, DEVICES, type TimeWindow } from '@kymo/protocol'
import { Hono } from 'hono'
import { BrowserReader } from '../reads/browser-reader.ts'
import { invalid, notFound } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'

const COMMON = ['from', 'to', 'window', 'app']
const DEFAULT_WINDOW = 60 * 60 * 1000
/** What `all` goes back to where no span says more. */
const LONG_AGO = 30 * 24 * 60 * 60 * 1000

/** `GET /api/browser/vitals`, `components`, `commits/:id`, `signals`, `memory`, `network` and `health` */
export function browserRoutes({ store, now, slowThreshold }: ApiContext): Hono<ApiEnv> {
  const reader = new BrowserReader(store, slowThreshold)
  const read = async (url: string, ...others: string[]) => {
    const parameters = new Parameters(new URL(url).searchParams, [...COMMON, ...others])
    const time = now()
    const { oldest } = await store.stats()
    const window: TimeWindow = parameters.window(time, oldest ?? time - LONG_AGO, DEFAULT_WINDOW)
    return { parameters, query: { window, app: parameters.text('app') } }
  }
  return new Hono<ApiEnv>()
    .get('/vitals', async (c) => {
      const { parameters, query } = await read(c.req.url, 'route', 'device')
      const [route, device] = [parameters.text('route'), parameters.oneOf('device', DEVICES)]
      return c.json(await reader.vitals({ ...query, route, device }))
    })
    .get('/components', async (c) => {
      const { query } = await read(c.req.url)
      return c.json(await reader.components(query))
    })
    .get('/commits/:id', async (c) => {
      new Parameters(new URL(c.req.url).searchParams, [])
      const id = c.req.param('id')
      if (!/^[1-9]\d{0,14}$/.test(id)) throw invalid('A commit’s id is a whole number.')
      const commit = await reader.commit(Number(id))
      if (commit === undefined)
        throw notFound('There is no such commit.', 'It may be older than what is kept.')
      return c.json(commit)
    })
    .get('/signals', async (c) => {
      const { parameters, query } = await read(c.req.url, 'page')
      return c.json(await reader.signals({ ...query, page: parameters.text('page') }))
    })
    .get('/memory', async (c) => {
      const { parameters, query } = await read(c.req.url, 'page')
      return c.json(await reader.memory({ ...query, page: parameters.text('page') }))
    })
    .get('/network', async (c) => {
      const { parameters, query } = await read(c.req.url, 'visit', 'host', 'by', 'q')
      const network = await reader.network({
        ...query,
        visit: parameters.id('visit', 16),
        host: parameters.text('host')?.toLowerCase(),
        by: parameters.listOf('by', CALL_APIS),
        text: parameters.text('q'),
      })
      return c.json(network)
    })
    .get('/health', async (c) => {
      const { query } = await read(c.req.url)
      return c.json(await reader.health(query))
    })
}
