import type { Notice } from '../kymo-error.ts'
import { DuckDBStore } from './duckdb/duckdb-store.ts'
import { MemoryStore } from './memory/memory-store.ts'
import type { Store } from './store.ts'

export type StoreOptions =
  /** Keeps facts in files of this folder, which is made when it is missing. */
  | { readonly kind: 'duckdb'; readonly folder: string }
  /** Keeps facts until the process ends. */
  | { readonly kind: 'memory' }

export interface StoreContext {
  readonly now: () => number
  readonly onNotice: (notice: Notice) => void
  /** Milliseconds from which traffic counts a request as slow. */
  readonly slowThreshold: number
}

/** @throws StoreError */
export async function openStore(options: StoreOptions, context: StoreContext): Promise<Store> {
  if (options.kind === 'memory') return new MemoryStore(context.now, context.slowThreshold)
  return DuckDBStore.open({ folder: options.folder, ...context })
}
