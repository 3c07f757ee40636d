export { type Collector, type CollectorOptions, createCollector, type Retention } from './collector.ts'
export { KymoError, type Notice } from './kymo-error.ts'
export type { StoreOptions } from './store/open-store.ts'
export type { StoreErrorCode } from './store/store-error.ts'
