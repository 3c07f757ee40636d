import { type AppTraffic, RecentTraffic } from '../pulse/recent-traffic.ts'
import type { Store } from '../store/store.ts'
import { isOfTraffic, type WatchedRule } from './watched-rule.ts'

/** The requests that rules look at, each rule as far back as it says. */
export class TrafficWindows {
  readonly #store: Store
  readonly #now: () => number
  #windows = new Map<number, RecentTraffic>()

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /**
   * By the milliseconds that are looked back; a window that could not be read yet is left out.
   * @param shared what somebody else reads anyway
   */
  async read(
    rules: readonly WatchedRule[],
    shared: RecentTraffic | undefined,
  ): Promise<Map<number, readonly AppTraffic[]>> {
    const lengths = new Set(rules.filter(({ when }) => isOfTraffic(when)).map(({ window }) => window))
    this.#windows = new Map(
      [...lengths].map((length) => [
        length,
        shared?.length === length
          ? shared
          : (this.#windows.get(length) ?? new RecentTraffic(this.#store, this.#now, length)),
      ]),
    )
    await Promise.all([...this.#windows.values()].map((window) => window.refresh()))
    const read = new Map<number, readonly AppTraffic[]>()
    for (const [length, { apps }] of this.#windows) if (apps !== undefined) read.set(length, apps)
    return read
  }
}
