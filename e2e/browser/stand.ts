import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import {
  type App,
  type AppOptions,
  openPage,
  type PageCollector,
  startApp,
  startPageCollector,
} from './stage.ts'

/** What a test of the page's script needs. Each test has a collector and an app of its own, and no page at first. */
export interface Stand {
  readonly browser: Browser
  readonly collector: PageCollector
  readonly app: App
  /** The page that was opened last. */
  readonly page: Page
  readonly context: BrowserContext
  /** What that page has printed to its console. */
  readonly printed: readonly string[]
  /** @param to an address, or a path of the app. Default: `/` */
  open(to?: string, options?: BrowserContextOptions): Promise<void>
  /** Puts another app in the place of the one that there is. */
  serve(options: AppOptions): Promise<void>
  /** Starts another collector at the address of one that was closed. */
  collectAgain(): Promise<void>
}

export interface StandOptions extends AppOptions {
  /** Whether a document's head has the script's tag; where it has not, `html` may have it. Default: true */
  readonly inHead?: boolean
}

/** One browser for the tests of a file. */
export function useStand({ inHead = true, ...options }: StandOptions = {}): Stand {
  const start = (of: AppOptions) => startApp(inHead ? stand.collector.url : undefined, of)
  const stand = {
    async open(to = '/', contextOptions) {
      Object.assign(stand, await openPage(stand.browser, new URL(to, stand.app.url).href, contextOptions))
    },
    async serve(others) {
      await stand.app.close()
      stand.app = await start(others)
    },
    async collectAgain() {
      stand.collector = await startPageCollector(Number(new URL(stand.collector.url).port))
    },
  } as { -readonly [Key in keyof Stand]: Stand[Key] }

  beforeAll(async () => {
    stand.browser = await launchBrowser()
  })
  afterAll(() => stand.browser?.close())
  beforeEach(async () => {
    stand.collector = await startPageCollector()
    stand.app = await start(options)
  })
  afterEach(async () => {
    await Promise.all(stand.browser.contexts().map((context) => context.close()))
    await Promise.all([stand.collector.close(), stand.app.close()])
  })

  return stand
}
