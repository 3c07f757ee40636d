import type { TrafficFigures } from '@kymo/protocol'
import type { Store } from '../store/store.ts'
import { MINUTE } from '../store/traffic/traffic.ts'
import { appId } from './app-pulse.ts'

/** Milliseconds that a health and a page look back. */
const WINDOW = 5 * MINUTE
/** Milliseconds for which what was read stands. */
const FRESH = 4_000
const MAX_APPS = 1_000

/** The requests of an app in an environment. */
export interface AppTraffic extends TrafficFigures {
  readonly app: string
  readonly environment: string
}

/** The requests of the last minutes, by app and environment. */
export class RecentTraffic {
  /** Milliseconds that are looked back. */
  readonly length: number
  readonly #store: Store
  readonly #now: () => number
  #apps: readonly AppTraffic[] | undefined
  #reading: Promise<void> | undefined
  #readUntil = Number.NEGATIVE_INFINITY

  /** @param length default: five minutes */
  constructor(store: Store, now: () => number, length = WINDOW) {
    this.#store = store
    this.#now = now
    this.length = length
  }

  /** By `appId`, as they were read last. */
  get figures(): ReadonlyMap<string, TrafficFigures> {
    const apps = this.#apps ?? []
    return new Map(
      apps.map(({ app, environment, ...figures }) => [appId(app, environment), figures] as const),
    )
  }

  /** The same as a list; undefined before the first reading. */
  get apps(): readonly AppTraffic[] | undefined {
    return this.#apps
  }

  /** Reads them anew unless that was done a moment ago; where the store fails, they stay as they are. */
  async refresh(): Promise<void> {
    if (performance.now() < this.#readUntil) return
    this.#reading ??= this.#read()
      .catch(() => undefined)
      .finally(() => {
        this.#reading = undefined
        this.#readUntil = performance.now() + FRESH
      })
    await this.#reading
  }

  async #read(): Promise<void> {
    const now = this.#now()
    // Whole minutes, as they are counted.
    const from = Math.floor((now - this.length) / MINUTE) * MINUTE
    const to = Math.floor(now / MINUTE) * MINUTE + MINUTE
    const { groups } = await this.#store.trafficStats({ scope: 'fleet', from, to }, 'app', MAX_APPS)
    this.#apps = groups.map(({ app, environment, count, errors, slow, percentiles }) => ({
      app,
      environment,
      requests: count,
      errors,
      slow,
      percentiles,
    }))
  }
}
