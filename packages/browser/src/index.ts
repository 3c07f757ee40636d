export type { Page, PageOptions } from './page.ts'
export { startPage } from './start-page.ts'
