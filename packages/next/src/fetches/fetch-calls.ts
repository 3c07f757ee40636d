import type { ActiveCall, ActiveSpan } from '@kymo/node'
import type { CacheOptions } from './fetch-options.ts'
import type { FetchScope } from './global-fetch.ts'

interface CallBegin {
  readonly span: ActiveCall
  /** What it was made for; undefined for nothing. */
  readonly parent: ActiveSpan | undefined
  readonly input: unknown
  readonly options: CacheOptions
  readonly scope: FetchScope
  /** Whether Next.js's own `fetch` handles it, so that the call it makes for its part is the same call. */
  readonly throughNext: boolean
  /** Of the caller, in development. */
  readonly stack: string | undefined
  /** The call that found a stale entry, where this one renews it. */
  readonly renews: FetchCall | undefined
}

/** One call of `fetch`, while it goes through Next.js's cache. */
export interface FetchCall extends CallBegin {
  /** Whether it waited for a call of the platform's `fetch`. */
  reachedOrigin: boolean
  /** What the data cache answered; undefined when it was not asked. */
  cached: 'fresh' | 'stale' | 'nothing' | undefined
  /** Bytes of the entry that the data cache gave. */
  cachedSize: number | undefined
  /** That the cache was passed by because the browser asked for a hard refresh. */
  hardRefresh: boolean
  /** That Next.js has written down how it answered the call. */
  measured: boolean
  /** That a call of its own renews the stale entry that was found. */
  renewed: boolean
}

/** The calls under way, by their span. */
export class FetchCalls {
  readonly #calls = new WeakMap<ActiveSpan, FetchCall>()
  /** Whether Next.js's calls of the platform's `fetch` are seen; before the first, their absence says nothing. */
  originsSeen = false
  /** Whether what Next.js writes down of calls is seen. */
  metricsSeen = false

  add(begin: CallBegin): FetchCall {
    const call: FetchCall = {
      ...begin,
      reachedOrigin: !begin.throughNext,
      cached: undefined,
      cachedSize: undefined,
      hardRefresh: false,
      measured: false,
      renewed: false,
    }
    this.#calls.set(begin.span, call)
    return call
  }

  of(span: ActiveSpan | undefined): FetchCall | undefined {
    return span === undefined ? undefined : this.#calls.get(span)
  }
}
