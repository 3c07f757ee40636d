import type { WebVital } from '@kymo/protocol'

/**
 * What `PerformanceDashboard` shows of a page. Counts are of what was seen since the monitor began; times are
 * milliseconds, sizes bytes. A count of a monitor that does not exist is 0, and its `running` false; `null`: not known.
 */
export interface PageMetrics {
  readonly performance: PerformanceMetrics
  readonly components: ComponentMetrics
  readonly signals: SignalMetrics
  readonly memory: MemoryMetrics
  readonly network: NetworkMetrics
  readonly errors: ErrorMetrics
  readonly vitals: VitalMetrics
}

export interface PerformanceMetrics {
  readonly running: boolean
  readonly marks: number
  readonly measures: number
  /** Performance budgets that were broken. */
  readonly totalViolations: number
  /** Long tasks; where the browser tells of long animation frames, these. */
  readonly longTasks: number
  /** What they took beyond 50 ms each. */
  readonly blockedTime: number
}

export interface ComponentMetrics {
  readonly running: boolean
  /** Instances that are mounted now. */
  readonly mounted: number
  readonly renders: number
  /** Renders again of which the parent was the only cause. */
  readonly wasted: number
  readonly slow: number
}

export interface SignalMetrics {
  readonly running: boolean
  /** Signals, computed values and effects that live now. */
  readonly signals: number
  readonly updates: number
  /** Signals that updated too often. */
  readonly excessive: number
  readonly cycles: number
}

export interface MemoryMetrics {
  readonly running: boolean
  /** Of the script engine's heap. */
  readonly used: number | null
  readonly total: number | null
  readonly limit: number | null
  /** Of the whole page with its workers. */
  readonly page: number | null
  /** In the document. */
  readonly nodes: number | null
  /** Added and not removed, since the profiler began. */
  readonly listeners: number | null
  /** Taken out of the document and still held. */
  readonly detached: number | null
  /** Robust slope of the heap, bytes a minute. */
  readonly growth: number | null
  /** Trends that were suspected. */
  readonly leaks: number
}

export interface NetworkMetrics {
  readonly running: boolean
  /** That have ended. */
  readonly calls: number
  readonly failed: number
  readonly slow: number
  readonly cacheHits: number
  readonly retries: number
  /** Of the answers' bodies, as far as they are known. */
  readonly bytes: number
}

export interface ErrorMetrics {
  readonly running: boolean
  /** That were told of. */
  readonly errors: number
  /** That were not told: repeated, beyond a limit, not sampled, or kept back by `beforeSend`. */
  readonly dropped: number
}

/** The newest value of each; CLS has no unit. */
export type VitalMetrics = { readonly running: boolean } & Readonly<Record<WebVital, number | null>>
