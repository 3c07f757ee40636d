import type {
  CollectorStatus,
  FetchEvent,
  Page,
  PerformanceMetrics,
  RequestEvent,
  RouteMetrics,
  RoutesTable,
  ServerActionEvent,
} from '@kymo/protocol'
import type { Sent } from './client.ts'
import { both, type Causes, type Counts, countBy, NOTHING, total } from './counts.ts'
import { CAUSES, requestOf, type Visit } from './visits.ts'

export type Read = <View>(path: string) => Promise<View>

/** What was sent, beside what the collector says of it. */
export interface Account {
  /** What the client knows of: its requests, and all that follows from them. */
  readonly expected: Totals
  /** What the collector's figures say. */
  readonly counted: Totals
  /** Requests whose rows are not just what they had to cause: each with both. Empty when all is well. */
  readonly wrong: readonly { sent: string; expected: Causes; counted: Causes }[]
  /** Calls that the upstream was asked, by path, as their rows have it. */
  readonly askedUpstream: Counts
  /** Those of them whose request was cut off, of which the upstream may have had any or none. */
  readonly cutOff: Counts
  /** Rows that are there twice. */
  readonly double: number
  /** Facts that were lost on the way, and batches refused. */
  readonly lost: number
}

export interface Totals {
  readonly totalRequests: number
  readonly requests: Counts
  readonly fetches: Counts
  readonly totalFetches: number
  readonly actions: number
}

/** Cache states in which the upstream was not asked. */
const FROM_CACHE = new Set(['hit', 'hmr'])

/**
 * Compares, request by request and in the totals. Reads everything that the collector has.
 * @param upstream its address
 */
export async function account(read: Read, sent: readonly Sent[], upstream: string): Promise<Account> {
  const metrics = await read<PerformanceMetrics>('/api/performance/metrics?window=all')
  const { routes } = await read<RoutesTable>('/api/performance/routes?window=all')
  const requests = await readAll<RequestEvent>(read, '/api/performance/requests?window=all&sort=newest')
  const fetches = await readAll<FetchEvent>(read, '/api/fetches?window=all')
  const actions = await readAll<ServerActionEvent>(read, '/api/actions?window=all')
  const status = await read<CollectorStatus>('/api/status')

  const byTrace = new Map<string, Causes>()
  const add = (traceId: string, causes: Partial<Causes>) =>
    byTrace.set(traceId, both(byTrace.get(traceId) ?? NOTHING, { ...NOTHING, ...causes }))
  for (const { traceId, method, route, url } of requests.rows) {
    add(traceId, { requests: { [`${method} ${route ?? unnamed(url)}`]: 1 } })
  }
  for (const row of fetches.rows) add(row.traceId, { fetches: { [pathOf(row)]: 1 } })
  for (const { traceId } of actions.rows) add(traceId, { actions: 1 })

  let expected = NOTHING
  const wrong: Account['wrong'][number][] = []
  for (const { visit, traceId, outcome } of sent) {
    const counted = byTrace.get(traceId) ?? NOTHING
    byTrace.delete(traceId)
    expected = both(expected, outcome === 'good' ? CAUSES[visit] : counted)
    if (!RIGHT[outcome](counted, visit)) {
      wrong.push({ sent: `${visit} ${outcome} ${traceId}`, expected: CAUSES[visit], counted })
    }
  }
  for (const [traceId, counted] of byTrace) {
    wrong.push({ sent: `nothing, but there is ${traceId}`, expected: NOTHING, counted })
  }
  const unanswered = sent.filter(({ outcome }) => outcome === 'unanswered')
  const cut = new Set(unanswered.map(({ traceId }) => traceId))
  const asked = fetches.rows.filter(
    ({ url, cache }) => url.startsWith(upstream) && !FROM_CACHE.has(cache.status),
  )
  const ids = [...requests.rows, ...fetches.rows, ...actions.rows].map((row) => row.id)
  return {
    expected: {
      totalRequests: total(expected.requests),
      requests: expected.requests,
      totalFetches: total(expected.fetches),
      fetches: expected.fetches,
      actions: expected.actions,
    },
    counted: {
      totalRequests: metrics.totalRequests,
      requests: Object.fromEntries(routes.map((row) => [nameOf(row), row.count])),
      totalFetches: fetches.total,
      fetches: countBy(fetches.rows, pathOf),
      actions: actions.total,
    },
    wrong,
    askedUpstream: countBy(
      asked.filter(({ traceId }) => !cut.has(traceId)),
      pathOf,
    ),
    cutOff: countBy(
      asked.filter(({ traceId }) => cut.has(traceId)),
      pathOf,
    ),
    double: ids.length - new Set(ids).size,
    lost: status.dropped + status.rejectedBatches,
  }
}

/** Whether what was counted can be what a request caused. */
const RIGHT: Readonly<Record<Sent['outcome'], (counted: Causes, visit: Visit) => boolean>> = {
  good: (counted, visit) => same(counted, CAUSES[visit]),
  failed: (counted, visit) => named(counted).requests[requestOf(visit)] === 1,
  // It may have been cut off anywhere, but has not caused more than it would have.
  unanswered: (counted, visit) => within(named(counted), CAUSES[visit]),
}

async function readAll<Row>(read: Read, path: string): Promise<Page<Row>> {
  const rows: Row[] = []
  let page: Page<Row>
  let before = ''
  do {
    page = await read<Page<Row>>(`${path}&limit=500${before}`)
    rows.push(...page.rows)
    before = `&before=${page.next}`
  } while (page.next !== null)
  return { rows, next: null, total: page.total }
}

/** A request that ended before it was matched has no route but the one that its path suggests. */
const UNNAMED = '(unnamed) '
const unnamed = (url: string): string => UNNAMED + url
const nameOf = ({ method, route, derived }: RouteMetrics): string =>
  `${method} ${derived ? unnamed(route) : route}`

function named(causes: Causes): Causes {
  const requests = Object.entries(causes.requests)
  return {
    ...causes,
    requests: Object.fromEntries(requests.map(([name, n]) => [name.replace(UNNAMED, ''), n])),
  }
}

const pathOf = ({ url }: FetchEvent): string => new URL(url).pathname

function same(one: Causes, other: Causes): boolean {
  return within(one, other) && within(other, one)
}

function within(part: Causes, whole: Causes): boolean {
  return (
    part.actions <= whole.actions &&
    lessOrEqual(part.requests, whole.requests) &&
    lessOrEqual(part.fetches, whole.fetches)
  )
}

function lessOrEqual(part: Counts, whole: Counts): boolean {
  return Object.entries(part).every(([name, count]) => count <= (whole[name] ?? 0))
}
