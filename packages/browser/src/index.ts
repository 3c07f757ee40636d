export type { Page, PageOptions } from './page.ts'
export { showPanel } from './panel/show-panel.ts'
export { startPage } from './start-page.ts'
