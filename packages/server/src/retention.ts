import type { Store } from './store/store.ts'

export interface Retention {
  /** Milliseconds that a fact is kept. Default: 7 days. */
  readonly maxAge?: number
  /** Milliseconds that it is remembered how many requests there were, and how long they took. Default: 30 days. */
  readonly trafficMaxAge?: number
  /** Bytes that the store may use; the oldest facts go first. Default: 2 GiB. */
  readonly maxSize?: number
}

const DAY = 24 * 60 * 60 * 1000
const DEFAULT_MAX_AGE = 7 * DAY
const DEFAULT_TRAFFIC_MAX_AGE = 30 * DAY
const DEFAULT_MAX_SIZE = 2 * 1024 ** 3
/** Milliseconds. */
const INTERVAL = 60_000

export interface RetentionSources {
  readonly retention: Retention
  readonly now: () => number
  /** Facts are gone. */
  readonly removed: () => void
  readonly report: (error: unknown) => void
}

/** Holds a store within its bounds: at once, then once a minute. @returns what ends it */
export function retainRegularly(
  store: Store,
  { retention, now, removed, report }: RetentionSources,
): () => void {
  const { maxAge = DEFAULT_MAX_AGE, maxSize = DEFAULT_MAX_SIZE } = retention
  const { trafficMaxAge = Math.max(DEFAULT_TRAFFIC_MAX_AGE, maxAge) } = retention
  const retain = async () => {
    try {
      const limits = { olderThan: now() - maxAge, trafficOlderThan: now() - trafficMaxAge, maxSize }
      if ((await store.retain(limits)) > 0) removed()
    } catch (error) {
      report(error)
    }
  }
  void retain()
  const timer = setInterval(() => void retain(), INTERVAL).unref()
  return () => clearInterval(timer)
}
