import { BATCH_CONTENT_TYPE, encodeBatch, type Fact, type Resource } from '@kymo/protocol'
import { type Collector, type CollectorOptions, createCollector } from '@kymo/server'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchBrowser } from '../support/browser.ts'

const TOKEN = 'test-token-of-the-dashboard'

/** An app with its collector. */
export interface App {
  readonly collector: Collector
  /** Sends facts as an agent does. */
  readonly send: (facts: readonly Fact[]) => Promise<void>
  /** Sends facts as the agent of another process does. */
  readonly sender: (resource: Resource) => (facts: readonly Fact[]) => Promise<void>
  /** Sends facts as a page in a browser does. */
  readonly sendFromPage: (facts: readonly Fact[]) => Promise<void>
}

/** A collector in memory, and an agent that reports to it. */
async function startApp(port: number, options: Partial<CollectorOptions>): Promise<App> {
  const collector = await createCollector({ port, token: TOKEN, openReads: true, ...options })
  const run = `${collector.port}-${performance.now()}`
  const sender = (resource: Resource) => {
    let sequence = 0
    return async (facts: readonly Fact[]) => {
      const response = await fetch(`${collector.url}/api/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
        body: new Blob([encodeBatch({ resource, sequence: ++sequence, dropped: 0 }, facts) as BlobPart]),
      })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    }
  }
  return {
    collector,
    sender,
    send: sender({ 'service.name': 'shop', 'service.instance.id': `shop-${run}`, 'process.pid': 4711 }),
    sendFromPage: sender({
      'service.name': 'shop',
      'service.instance.id': `browser:${run}`,
      'kymo.runtime': 'browser',
    }),
  }
}

/** A page in a browser of its own; what it writes to its console as an error is kept. */
async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    ...options,
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(url)
  await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
  return { page, problems }
}

export interface Stage {
  /** A collector in memory, ended after the test. @param port any free one unless given */
  readonly start: (port?: number, options?: Partial<CollectorOptions>) => Promise<App>
  readonly open: (url: string, options?: BrowserContextOptions) => ReturnType<typeof openPage>
}

/** One browser for the tests of a file; each test has collectors and pages of its own. */
export function useStage(): Stage {
  let browser: Browser
  let apps: App[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    await Promise.all(apps.map(({ collector }) => collector.close()))
    apps = []
  })
  return {
    async start(port = 0, options = {}) {
      const app = await startApp(port, options)
      apps.push(app)
      return app
    },
    open: (url, options) => openPage(browser, url, options),
  }
}

/** The rows of a grid that are in the page. */
export const rows = (page: Page, grid: string) =>
  page.locator(`[aria-label="${grid}"] [role=rowgroup]:last-child > [role=row]`)

/** What the page's address says. */
export const search = (page: Page) => new URL(page.url()).searchParams

/** What stands there, with plain spaces before units. */
export const words = async (place: Locator) => (await place.textContent())?.replaceAll('\u00a0', ' ')
