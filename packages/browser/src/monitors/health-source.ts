import type { PageHealthFigures } from '@kymo/protocol'
import type { PageMetrics } from './page-metrics.ts'

/** Under which name `onlyOne` keeps each monitor: so others find it without importing it. */
export const MONITORS = {
  performance: 'performance-monitor',
  components: 'component-tracker',
  signals: 'signal-tracker',
  memory: 'memory-profiler',
  network: 'network-monitor',
  errors: 'error-reporter',
  vitals: 'vitals',
} as const satisfies Record<keyof PageMetrics, string>

/**
 * What every monitor implements besides `Monitor`, so that `PerformanceDashboard` and the panel can sum up the page.
 * Both are called once a second at most, must be cheap, and speak of what was seen since the monitor began.
 *
 * @example
 * class MemoryProfiler extends Monitor<…> implements HealthSource<'memory'>
 * getMemoryProfiler = (config) => onlyOne(MONITORS.memory, () => new MemoryProfiler())…
 */
export interface HealthSource<Part extends keyof PageMetrics> {
  /** What the health score is reckoned from; a figure that is not known is absent, also while it does not run. */
  healthFigures(): PageHealthFigures
  /** Its part of `dashboard.metrics()`. */
  metrics(): PageMetrics[Part]
}
