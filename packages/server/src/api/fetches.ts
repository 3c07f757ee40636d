import type { FetchEvent, Page } from '@kymo/protocol'
import { Hono } from 'hono'
import { FETCH_ORIGINS, fetchEvent } from '../queries/fetches.ts'
import type { SpanFilter, StatusFilter } from '../store/span-query.ts'
import { CACHE_STATUSES } from '../store/span-row.ts'
import { invalid } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { Parameters } from './parameters.ts'
import { spanPage } from './span-page.ts'

const FILTERS = ['session', 'method', 'status', 'host', 'cache', 'origin', 'q', 'from', 'to', 'window']
const MAX_FACETS = 100

/** `GET /api/fetches` and `GET /api/fetches/facets` */
export function fetchRoutes(context: ApiContext): Hono<ApiEnv> {
  const { store, reader, now } = context
  const filterOf = async (parameters: Parameters): Promise<SpanFilter> => ({
    kinds: ['fetch'],
    methods: parameters.list('method')?.map((method) => method.toUpperCase()),
    statuses: parameters.list('status')?.map(statusFilter),
    hosts: parameters.list('host')?.map((host) => host.toLowerCase()),
    caches: parameters.listOf('cache', CACHE_STATUSES),
    origins: parameters.listOf('origin', FETCH_ORIGINS),
    text: parameters.text('q'),
    ...(await reader.filterOfSession(parameters.id('session', 16))),
    ...parameters.range(now()),
  })
  return new Hono<ApiEnv>()
    .get('/', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, [
        ...FILTERS,
        'order',
        'before',
        'limit',
      ])
      const filter = await filterOf(parameters)
      const page: Page<FetchEvent> = await spanPage(
        context,
        filter,
        parameters,
        parameters.order(),
        fetchEvent,
      )
      return c.json(page)
    })
    .get('/facets', async (c) => {
      const parameters = new Parameters(new URL(c.req.url).searchParams, FILTERS)
      return c.json(await store.fetchFacets(await filterOf(parameters), MAX_FACETS))
    })
}

function statusFilter(text: string): StatusFilter {
  if (text === '2xx' || text === '3xx' || text === '4xx' || text === '5xx' || text === 'error') return text
  if (/^[1-5]\d\d$/.test(text)) return Number(text)
  throw invalid('status may be 2xx, 3xx, 4xx, 5xx, error, or a code.')
}
