import type { Fact, Span } from '@kymo/protocol'
import { afterEach, beforeEach } from 'vitest'
import type { SpanRow } from '../../store/rows.ts'
import type { SpanQuery } from '../../store/span-query.ts'
import type { Store } from '../../store/store.ts'
import { batch, T } from '../facts.ts'

export interface OpenedStore {
  readonly store: Store
  /** Closes the store and opens what it kept; `undefined` for a store that keeps nothing. */
  readonly reopen: (() => Promise<Store>) | undefined
  readonly cleanUp: () => Promise<void>
}

/** A fresh store for each test. */
export class StoreUnderTest {
  /** What the store takes for now. */
  now = T
  #opened: OpenedStore | undefined
  #store: Store | undefined

  /** @param open with the clock that the store is to use */
  constructor(open: (now: () => number) => Promise<OpenedStore>) {
    beforeEach(async () => {
      this.now = T
      this.#opened = await open(() => this.now)
      this.#store = this.#opened.store
    })
    afterEach(() => this.#opened?.cleanUp())
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('There is a store within a test only.')
    return this.#store
  }

  /** `undefined` for a store that keeps nothing. */
  get reopen(): (() => Promise<void>) | undefined {
    const reopen = this.#opened?.reopen
    if (reopen === undefined) return undefined
    return async () => {
      this.#store = await reopen()
    }
  }

  put(...facts: Fact[]): Promise<readonly boolean[]> {
    return this.store.append([batch(facts)])
  }

  find(query: Partial<SpanQuery> = {}): Promise<readonly SpanRow[]> {
    return this.store.spans({ order: 'newest', limit: 1000, ...query })
  }
}

export function ids(rows: readonly (SpanRow | Span)[]): string[] {
  return rows.map((row) => row.spanId)
}
