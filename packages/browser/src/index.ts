export type { MonitorConfig } from './monitors/monitor-config.ts'
export type { Page, PageOptions } from './page.ts'
export { showPanel } from './panel/show-panel.ts'
export { startPage } from './start-page.ts'
