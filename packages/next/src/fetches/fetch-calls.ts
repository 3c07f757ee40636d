import type { ActiveSpan } from '@kymo/node'

/** One call of `fetch`, while it goes through Next.js's cache. */
export interface FetchCall {
  readonly span: ActiveSpan
  /** Whether Next.js's own `fetch` handles it, so that the call it makes for its part is the same call. */
  readonly throughNext: boolean
  /** Whether it waited for a call of the platform's `fetch`. */
  reachedOrigin: boolean
  /** What the data cache answered; undefined when it was not asked. */
  cached: 'fresh' | 'stale' | 'nothing' | undefined
  /** That the cache was passed by because the browser asked for a hard refresh. */
  hardRefresh: boolean
}

/** The calls under way, by their span. */
export class FetchCalls {
  readonly #calls = new WeakMap<ActiveSpan, FetchCall>()
  /** Whether Next.js's calls of the platform's `fetch` are seen; before the first, their absence says nothing. */
  originsSeen = false

  add(span: ActiveSpan, throughNext: boolean): FetchCall {
    const call = { span, throughNext, reachedOrigin: false, cached: undefined, hardRefresh: false }
    this.#calls.set(span, call)
    return call
  }

  of(span: ActiveSpan | undefined): FetchCall | undefined {
    return span === undefined ? undefined : this.#calls.get(span)
  }
}
