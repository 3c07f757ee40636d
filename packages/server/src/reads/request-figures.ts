import { COUNTED_PURPOSES, type Precision, type TimeWindow } from '@kymo/protocol'
import { wholeMinutes } from '../queries/traffic.ts'
import type { SpanFilter } from '../store/span-query.ts'
import type { BucketStats, RequestStatsByRoute, RouteStats, Store } from '../store/store.ts'
import { MINUTE, type TrafficFilter } from '../store/traffic/traffic.ts'

/** A longer window is looked at by sketches: minutes and hours that were added up, not every request. */
const LONGEST_EXACT = 60 * MINUTE

export interface FiguresQuery {
  readonly window: TimeWindow
  readonly app: string | undefined
  readonly route: string | undefined
  readonly method: string | undefined
  /** Files and the framework's own traffic, too. Then only what is still there is counted, one by one. */
  readonly all: boolean
}

/** Figures over requests, from the spans themselves or from what was counted of them: how many is the same. */
export class RequestFigures {
  readonly window: TimeWindow
  readonly precision: Precision
  readonly #store: Store
  readonly #slow: number
  readonly #spans: SpanFilter
  readonly #traffic: TrafficFilter

  private constructor(store: Store, slow: number, query: FiguresQuery, precision: Precision) {
    const { app, route, method, all } = query
    this.#store = store
    this.#slow = slow
    this.precision = precision
    this.window = precision === 'sketch' ? wholeMinutes(query.window) : query.window
    this.#traffic = { scope: 'spans', ...this.window, app, route, method }
    this.#spans = {
      ...this.window,
      kinds: ['request'],
      purposes: all ? undefined : COUNTED_PURPOSES,
      methods: method === undefined ? undefined : [method],
      route,
      app,
    }
  }

  /** @param slow milliseconds from which a request counts as slow */
  static async of(store: Store, slow: number, query: FiguresQuery): Promise<RequestFigures> {
    const { from, to } = query.window
    const sketch = !query.all && (to - from > LONGEST_EXACT || (await isExpired(store, query.window)))
    return new RequestFigures(store, slow, query, sketch ? 'sketch' : 'exact')
  }

  async byRoute(limit: number): Promise<RequestStatsByRoute> {
    if (this.precision === 'exact') return this.#store.requestStats(this.#spans, this.#slow, limit)
    const { total, groups } = await this.#store.trafficStats(this.#traffic, 'route', limit)
    return { total, routes: groups }
  }

  async routes(limit: number): Promise<readonly RouteStats[]> {
    if (this.precision === 'exact') return this.#store.routeStats(this.#spans, this.#slow, limit)
    return (await this.#store.trafficStats(this.#traffic, 'route', limit)).groups
  }

  series(step: number): Promise<readonly BucketStats[]> {
    if (this.precision === 'exact') return this.#store.requestSeries(this.#spans, this.#slow, step)
    return this.#store.trafficSeries(this.#traffic, step)
  }
}

/** Whether requests of a window were counted whose spans are gone. */
async function isExpired(store: Store, { from, to }: TimeWindow): Promise<boolean> {
  const { oldest } = await store.stats()
  if (oldest !== null && from >= oldest) return false
  const before = Math.min(Math.floor((oldest ?? to) / MINUTE) * MINUTE, to)
  if (before <= from) return false
  const { total } = await store.trafficStats({ scope: 'spans', from, to: before }, 'app', 0)
  return total.count > 0
}
