import type { Agent } from '@kymo/node'
import { wrapRun } from '../internals/around-run.ts'
import { guard } from '../internals/guard.ts'
import type { FetchMetric, IncrementalCache, Storage, WorkStore } from '../internals/next-types.ts'
import { cacheOutcome, setOutcome } from './cache-status.ts'
import type { FetchCalls } from './fetch-calls.ts'

/**
 * Listens to what Next.js writes down of each `fetch` and to what its data cache answers. Both happen within the call
 * they belong to, so that calls of the same URL at the same time are told apart by their span.
 */
export class CacheObserver {
  readonly #agent: Agent
  readonly #calls: FetchCalls
  readonly #stores = new WeakSet<WorkStore>()
  readonly #caches = new WeakSet<object>()

  constructor(agent: Agent, calls: FetchCalls) {
    this.#agent = agent
    this.#calls = calls
  }

  /** Listens to all renders of a storage. */
  watchStorage(storage: unknown): void {
    const watch = (store: WorkStore | undefined): void => {
      if (typeof store === 'object' && store !== null) this.watch(store)
    }
    wrapRun<WorkStore>(storage, (store, run) => {
      guard('fetch metrics', () => watch(store))
      return run()
    })
    // The render that Next.js has taken over in has begun.
    watch((storage as Partial<Storage<WorkStore>> | undefined)?.getStore?.())
  }

  watch(store: WorkStore): void {
    if (this.#stores.has(store)) return
    this.#stores.add(store)
    // Production keeps no metrics unless told to, and pages none of what goes on after their answer.
    Object.defineProperty(store, 'shouldTrackFetchMetrics', {
      configurable: true,
      enumerable: true,
      get: () => true,
      set: () => {},
    })
    let metrics = store.fetchMetrics === undefined ? undefined : this.#listen(store.fetchMetrics)
    Object.defineProperty(store, 'fetchMetrics', {
      configurable: true,
      enumerable: true,
      get: () => metrics,
      set: (value: FetchMetric[] | undefined) => {
        metrics = value === undefined ? undefined : this.#listen(value)
      },
    })
    if (store.incrementalCache !== undefined) this.#watchCache(store.incrementalCache)
  }

  #listen(metrics: FetchMetric[]): FetchMetric[] {
    if (Object.hasOwn(metrics, 'push')) return metrics
    Object.defineProperty(metrics, 'push', {
      configurable: true,
      writable: true,
      value: (...added: FetchMetric[]): number => {
        guard('fetch metrics', () => {
          const metric = added[0]
          if (metric !== undefined) this.#record(metric)
        })
        return Array.prototype.push.apply(metrics, added)
      },
    })
    return metrics
  }

  #record(metric: FetchMetric): void {
    const call = this.#calls.of(this.#agent.currentSpan())
    if (call === undefined) return
    call.measured = true
    this.#calls.metricsSeen = true
    setOutcome(call.span, cacheOutcome(call, metric, this.#calls.originsSeen))
  }

  #watchCache(cache: IncrementalCache): void {
    const prototype: unknown = Object.getPrototypeOf(cache)
    if (typeof prototype !== 'object' || prototype === null || this.#caches.has(prototype)) return
    if (!Object.hasOwn(prototype, 'get')) return
    this.#caches.add(prototype)
    const observer = this
    const owner = prototype as IncrementalCache
    const get = owner.get
    owner.get = async function (this: IncrementalCache, key, context) {
      const entry = await get.call(this, key, context)
      const call = context?.kind === 'FETCH' ? observer.#calls.of(observer.#agent.currentSpan()) : undefined
      if (call !== undefined) {
        call.cachedSize = decodedSize(entry?.value?.data?.body)
        call.cached = entry === null ? 'nothing' : entry.isStale ? 'stale' : 'fresh'
        call.hardRefresh = this.dev === true && this.requestHeaders?.['cache-control'] === 'no-cache'
      }
      return entry
    }
  }
}

/** Bytes of what is kept as base64. */
function decodedSize(body: unknown): number | undefined {
  return typeof body === 'string' ? Buffer.byteLength(body, 'base64') : undefined
}
