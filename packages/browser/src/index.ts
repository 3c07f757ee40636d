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
export { startPage } from './start-page.ts'
export { nextFramework } from './visits/next-framework.ts'
