import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BATCH_CONTENT_TYPE, encodeBatch, type Fact } from '@kymo/protocol'
import { type Collector, createCollector } from '@kymo/server'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUILT = join(ROOT, '../server/public/index.html')
const TOKEN = 'test-token-of-the-dashboard'

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true }).map(
      (entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs,
    ),
  )
}

/** Builds the dashboard where its sources are newer than what is built. */
export async function buildDashboard(): Promise<void> {
  const sources = Math.max(newest(join(ROOT, 'src')), newest(join(ROOT, 'public')))
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs > sources) return
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error' })
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface App {
  readonly collector: Collector
  /** Sends facts as an agent does. */
  readonly send: (facts: readonly Fact[]) => Promise<void>
}

/** A collector in memory, and an agent that reports to it. */
export async function startApp(port = 0): Promise<App> {
  const collector = await createCollector({ port, token: TOKEN, openReads: true })
  const instance = `shop-${collector.port}-${performance.now()}`
  let sequence = 0
  return {
    collector,
    async send(facts) {
      const resource = { 'service.name': 'shop', 'service.instance.id': instance, 'process.pid': 4711 }
      const response = await fetch(`${collector.url}/api/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
        body: new Blob([encodeBatch({ resource, sequence: ++sequence, dropped: 0 }, facts) as BlobPart]),
      })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    },
  }
}

/** A page in a browser of its own; what it writes to its console as an error is kept. */
export async function openPage(
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
