import type { PageMonitor } from '@kymo/protocol'
import { getComponentTracker } from './components/component-tracker.ts'
import { getErrorReporter } from './error-reporter/error-reporter.ts'
import { getMemoryProfiler } from './memory/memory-profiler.ts'
import { getNetworkMonitor } from './network/network-monitor.ts'
import { getPerformanceMonitor } from './performance/performance-monitor.ts'
import { quietly } from './quietly.ts'
import { getSignalTracker } from './signals/signal-tracker.ts'

const MONITORS: Readonly<Record<PageMonitor, (config: { readonly enabled: true }) => unknown>> = {
  // Before React is loaded.
  components: getComponentTracker,
  performance: getPerformanceMonitor,
  network: getNetworkMonitor,
  // Frameworks write warnings there while they are developed with: as texts they are breadcrumbs, not errors.
  errors: (config) => getErrorReporter({ ...config, consoleErrors: false }),
  // It has to be told which signals there are.
  signals: getSignalTracker,
  memory: getMemoryProfiler,
}

/**
 * Switches all monitors of the page on, as under development. It brings all of them into the bundle: for production take
 * those that are wanted, each by its own `get…`.
 *
 * @param off those that stay as they are
 */
export function startMonitors(off: readonly PageMonitor[] = []): void {
  for (const [name, get] of Object.entries(MONITORS)) {
    if (!off.includes(name as PageMonitor)) quietly(() => get({ enabled: true }))
  }
}
