import type { MonitorConfig } from '../monitors/monitor-config.ts'
import type { PerformanceBudget, Violation } from './budget.ts'
import type { Entry } from './entry.ts'

export interface PerformanceMonitorConfig extends MonitorConfig<Entry> {
  /** Limits that the page is to keep. A name of `measures` that is not given has none. Default: none */
  readonly budget?: PerformanceBudget
  /** Called with each limit that was not kept, at once. Default: nobody is told but the collector */
  readonly onViolation?: ((violation: Violation) => void) | undefined
  /**
   * Whether to find out what each web vital is made of: it loads `web-vitals/attribution`, about 5 kB, in place of the
   * build that `startPage` takes. That library, once loaded, observes until the page is left. Default: false
   */
  readonly attribution?: boolean
  /** Marks and measures of the app are told to the collector. Default: true */
  readonly userTiming?: boolean
  /** What the user does, and how long the page takes to answer. Default: true */
  readonly interactions?: boolean
  /** Tasks and animation frames of the main thread of 50 ms and more. Default: true */
  readonly longTasks?: boolean
}

/** All that a `PerformanceMonitor` can be told, as it is where nothing is said. */
export const PERFORMANCE_DEFAULTS: Required<PerformanceMonitorConfig> = {
  enabled: false,
  maxEntries: 1000,
  sampleRate: 1,
  onEvent: undefined,
  budget: {},
  onViolation: undefined,
  attribution: false,
  userTiming: true,
  interactions: true,
  longTasks: true,
}
