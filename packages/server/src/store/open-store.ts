import type { Notice } from '../kymo-error.ts'
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
}

export async function openStore(options: StoreOptions, { now }: StoreContext): Promise<Store> {
  return new MemoryStore(now)
}
