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
