import type { LeakKind } from '@kymo/protocol'
import type { MonitorConfig } from '../monitors/monitor-config.ts'
import type { ComponentMemory, ComponentMemorySource } from './component-memory.ts'
import type { SuspectedLeak } from './leak-watch.ts'

export interface MemoryConfig extends MonitorConfig<MemoryEvent> {
  /** Milliseconds between two snapshots, while the page is shown. 100 to 3,600,000; default: 10,000 */
  readonly interval?: number
  /**
   * Milliseconds between two questions for the memory of the whole page, which only one that is isolated from other
   * origins can ask. At least 1000; default: 60,000
   */
  readonly pageInterval?: number
  /** Counts event listeners: `addEventListener` and `removeEventListener` are covered meanwhile. Default: true */
  readonly trackListeners?: boolean
  /** Follows what is taken out of the document, to count what is held nevertheless. Default: true */
  readonly trackDetached?: boolean
  /** Who says what is mounted. Default: the page's `ComponentTracker`, where there is one */
  readonly components?: ComponentMemorySource | undefined
  /** Growth a minute from which something may leak: bytes of the heap, things of the others. Default: `LEAK_GROWTH` */
  readonly leakGrowth?: Readonly<Partial<Record<LeakKind, number>>>
  /** Called with each suspected leak: once for each trend. What it throws is told once and reaches nobody. */
  readonly onLeak?: ((leak: SuspectedLeak) => void) | undefined
}

/** Growth a minute from which something may leak. */
export const LEAK_GROWTH: Readonly<Record<LeakKind, number>> = {
  heap: 500_000,
  nodes: 60,
  detached: 12,
  listeners: 12,
  component: 30,
}

export const MEMORY_DEFAULTS: Required<MemoryConfig> = {
  enabled: false,
  maxEntries: 1000,
  sampleRate: 1,
  onEvent: undefined,
  interval: 10_000,
  pageInterval: 60_000,
  trackListeners: true,
  trackDetached: true,
  components: undefined,
  leakGrowth: LEAK_GROWTH,
  onLeak: undefined,
}

/** What the profiler saw. */
export type MemoryEvent =
  | { readonly type: 'snapshot'; readonly snapshot: MemorySnapshot }
  | { readonly type: 'leak'; readonly leak: SuspectedLeak }

/** How much the page uses at a moment; `null`: the browser can't tell, or not yet. Sizes are bytes. */
export interface MemorySnapshot {
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  /** Of the script engine's heap: what is used, what is set aside, and what it may become. */
  readonly used: number | null
  readonly total: number | null
  readonly limit: number | null
  /** Of the whole page with its workers, as it was measured last. */
  readonly page: number | null
  /** Elements in the document, without those of shadow trees. */
  readonly nodes: number | null
  /** Event listeners added and not gone, since the profiler began. */
  readonly listeners: number | null
  /** Elements taken out of the document, and still there after garbage was collected. */
  readonly detached: number | null
  /** Bytes of the heap a minute; where it is unknown, elements of the document. */
  readonly growth: number | null
  /** Most bytes first, at most 50; empty where components are not tracked. */
  readonly components: readonly ComponentMemory[]
}
