import type { TrafficFigures } from '@kymo/protocol'
import type { Store } from '../store/store.ts'
import { MINUTE } from '../store/traffic/traffic.ts'
import { appId } from './app-pulse.ts'

/** Milliseconds that are looked back. */
const WINDOW = 5 * MINUTE
/** Milliseconds for which what was read stands. */
const FRESH = 4_000
const MAX_APPS = 1_000

/** Requests of the last five minutes, by app and environment. */
export class RecentTraffic {
  readonly #store: Store
  readonly #now: () => number
  #figures: ReadonlyMap<string, TrafficFigures> = new Map()
  #reading: Promise<void> | undefined
  #readUntil = Number.NEGATIVE_INFINITY

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** By `appId`, as they were read last. */
  get figures(): ReadonlyMap<string, TrafficFigures> {
    return this.#figures
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
    const from = Math.floor((now - WINDOW) / MINUTE) * MINUTE
    const to = Math.floor(now / MINUTE) * MINUTE + MINUTE
    const { groups } = await this.#store.trafficStats({ scope: 'fleet', from, to }, 'app', MAX_APPS)
    this.#figures = new Map(
      groups.map(({ app, environment, count, errors, slow, percentiles }) => [
        appId(app, environment),
        { requests: count, errors, slow, percentiles },
      ]),
    )
  }
}
