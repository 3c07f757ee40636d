export type { CausesWithKeys, ComponentHandle } from './components/component-handle.ts'
export type { ComponentFigures, ComponentSummary } from './components/component-summary.ts'
export { ComponentTracker, getComponentTracker } from './components/component-tracker.ts'
export type { MountedComponent } from './components/react/mounted-components.ts'
export {
  COMPONENT_TRACKER_DEFAULTS,
  type ComponentEvent,
  type ComponentTrackerConfig,
  type SlowRender,
} from './components/tracker-config.ts'
export {
  DASHBOARD_DEFAULTS,
  type DashboardConfig,
  type DashboardMoment,
  getPerformanceDashboard,
  PerformanceDashboard,
} from './dashboard/performance-dashboard.ts'
export type { AppBreadcrumb } from './error-reporter/breadcrumbs.ts'
export type { CaptureHint } from './error-reporter/capture-hint.ts'
export {
  ErrorReporter,
  type ErrorStatistics,
  getErrorReporter,
} from './error-reporter/error-reporter.ts'
export {
  ERROR_REPORTER_DEFAULTS,
  type ErrorIntegration,
  type ErrorReporterConfig,
} from './error-reporter/error-reporter-config.ts'
export type { ErrorUser } from './error-reporter/error-scope.ts'
export type { ReactErrorHandlers, ReactErrorInfo } from './error-reporter/react-handlers.ts'
export type { ErrorLevel, ReportedError } from './error-reporter/reported-error.ts'
export type { ComponentMemory, ComponentMemorySource } from './memory/component-memory.ts'
export type { SuspectedLeak } from './memory/leak-watch.ts'
export {
  LEAK_GROWTH,
  MEMORY_DEFAULTS,
  type MemoryConfig,
  type MemoryEvent,
  type MemorySnapshot,
} from './memory/memory-config.ts'
export { getMemoryProfiler, MemoryProfiler } from './memory/memory-profiler.ts'
export type { MonitorConfig } from './monitors/monitor-config.ts'
export type {
  ComponentMetrics,
  ErrorMetrics,
  MemoryMetrics,
  NetworkMetrics,
  PageMetrics,
  PerformanceMetrics,
  SignalMetrics,
  VitalMetrics,
} from './monitors/page-metrics.ts'
export type { NetworkCall } from './network/network-call.ts'
export {
  getNetworkMonitor,
  NETWORK_MONITOR_DEFAULTS,
  NetworkMonitor,
  type NetworkMonitorConfig,
} from './network/network-monitor.ts'
export type { NetworkFigures, NetworkStatistics } from './network/network-statistics.ts'
export type { Framework, Page, PageOptions } from './page.ts'
export { showPanel } from './panel/show-panel.ts'
export { type BudgetName, checkBudget, type PerformanceBudget, type Violation } from './performance/budget.ts'
export type { Entry, EntryType } from './performance/entry.ts'
export { PERFORMANCE_DEFAULTS, type PerformanceMonitorConfig } from './performance/performance-config.ts'
export {
  getPerformanceMonitor,
  PerformanceMonitor,
  type PerformanceSummary,
} from './performance/performance-monitor.ts'
export type { EntrySummary } from './performance/summary.ts'
export {
  type MarkOptions,
  type MeasureOptions,
  mark,
  measure,
  type Timing,
} from './performance/user-timing.ts'
export type { Vital } from './performance/vitals.ts'
export { type AlienSignals, type TrackedAlienSignals, trackedAlienSignals } from './signals/adapters/alien.ts'
export { type PreactSignals, trackPreactSignals } from './signals/adapters/preact.ts'
export { type SolidDevelopment, trackSolid } from './signals/adapters/solid.ts'
export {
  type SolidSignals,
  type TrackedSolidSignals,
  trackedSolidSignals,
} from './signals/adapters/solid-wrapped.ts'
export { trackVue, type VueReactivity } from './signals/adapters/vue.ts'
export { type SignalEdge, type SignalGraph, type SignalInfo, toDot, toMermaid } from './signals/graph.ts'
export type { SignalHandle, SignalOptions } from './signals/signal-handle.ts'
export { getSignalTracker, type SignalAdapter, SignalTracker } from './signals/signal-tracker.ts'
export {
  SIGNAL_TRACKER_DEFAULTS,
  type SignalCycle,
  type SignalEvent,
  type SignalExcess,
  type SignalSummary,
  type SignalTrackerConfig,
} from './signals/signal-tracker-config.ts'
export { startMonitors } from './start-monitors.ts'
export { startPage } from './start-page.ts'
export { nextFramework } from './visits/next-framework.ts'
