import type { ErrorReporter, ErrorReporterConfig, ReportedError } from '@kymo/browser'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { type SentryServer, startSentry } from './sentry-server.ts'
import { type App, type PageCollector, startApp, startPageCollector } from './stage.ts'

declare global {
  interface Window {
    reporter: ErrorReporter
    caught: ReportedError[]
    begin(config: ErrorReporterConfig, collector?: string): void
  }
}

let browser: Browser
let script = ''
let collector: PageCollector
let sentry: SentryServer
let app: App
let context: BrowserContext

beforeAll(async () => {
  ;[browser, script] = await Promise.all([
    launchBrowser(),
    bundle(`
      import { getErrorReporter, startPage } from '@kymo/browser'
      window.begin = (config, collector) => {
        if (collector) startPage({ url: collector, key: 'test-key', app: 'shop' })
        window.caught = []
        window.reporter = getErrorReporter({ enabled: true, ...config })
      }
    `),
  ])
})
afterAll(() => browser?.close())
beforeEach(async () => {
  ;[collector, sentry] = await Promise.all([startPageCollector(), startSentry()])
  app = await startApp(undefined, {
    html: '<script src="/kymo.js"></script>',
    answer: (_, response) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(script),
  })
  context = await browser.newContext()
})
afterEach(async () => {
  await context.close()
  await Promise.all([collector.close(), sentry.close(), app.close()])
})

const open = async (config: ErrorReporterConfig, told = false): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(app.url)
  await begin(page, config, told)
  return page
}
const begin = (page: Page, config: ErrorReporterConfig, told = false) =>
  page.evaluate(([more, url]) => window.begin(more, url), [config, told ? collector.url : undefined] as const)
const fail = (page: Page, message: string) =>
  page.evaluate((text) => void window.reporter.captureException(new Error(text)), message)
const queued = (page: Page) => page.evaluate(() => window.reporter.statistics().queued)
const toldSentry = () => sentry.events.map((event) => event.exception?.values?.[0]?.value)
const toldKymo = () => collector.exceptions().map(({ attributes }) => attributes['exception.message'])

test('what happens offline waits, and goes out once when the page is online again', async () => {
  const page = await open({ dsn: sentry.dsn })
  await fail(page, 'before')
  await expect.poll(toldSentry).toEqual(['before'])
  await context.setOffline(true)
  await fail(page, 'one with ghp_0123456789012345678901')
  await fail(page, 'two')
  await expect.poll(() => queued(page)).toBe(2)
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('ghp_')
  await context.setOffline(false)
  await expect.poll(toldSentry).toEqual(['before', 'one with [redacted]', 'two'])
  await expect.poll(() => queued(page)).toBe(0)
})

test('it outlives a reload, and of several tabs one sends it', async () => {
  const page = await open({ dsn: sentry.dsn })
  await context.setOffline(true)
  for (let i = 0; i < 10; i++) await fail(page, `offline ${i}`)
  await expect.poll(() => queued(page)).toBe(10)
  // A page that is closed, rather than one that would notice that it is online.
  await page.close()
  await context.setOffline(false)
  const tabs = await Promise.all(Array.from({ length: 4 }, () => open({ dsn: sentry.dsn })))
  const all = Array.from({ length: 10 }, (_, i) => `offline ${i}`)
  await expect.poll(() => toldSentry().toSorted()).toEqual(all)
  await Promise.all(tabs.map((tab) => tab.reload()))
  await Promise.all(tabs.map((tab) => begin(tab, { dsn: sentry.dsn })))
  await fail(tabs[0] as Page, 'after')
  await expect.poll(() => toldSentry().toSorted()).toEqual(['after', ...all])
})

test('where a page may not use locks, a claim keeps tabs from sending twice', async () => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }))
  const page = await open({ dsn: sentry.dsn })
  await context.setOffline(true)
  for (let i = 0; i < 5; i++) await fail(page, `offline ${i}`)
  await expect.poll(() => queued(page)).toBe(5)
  await context.setOffline(false)
  const others = await Promise.all([open({ dsn: sentry.dsn }), open({ dsn: sentry.dsn })])
  await expect
    .poll(() => toldSentry().toSorted())
    .toEqual(Array.from({ length: 5 }, (_, i) => `offline ${i}`))
  await fail(others[0] as Page, 'after')
  await expect.poll(() => toldSentry().length).toBe(6)
})

test('a collector that is away gets errors after a reload, each once, also those that it took without saying so', async () => {
  const page = await open({}, true)
  await expect.poll(() => collector.spans('navigation').length).toBe(1)
  await fail(page, 'taken, and not answered')
  collector.silent = true
  await expect
    .poll(() => collector.posts.some(({ batch }) => JSON.stringify(batch).includes('not answered')))
    .toBe(true)
  collector.silent = false
  collector.status = 503
  await fail(page, 'refused')
  await page.reload()
  await begin(page, {}, true)
  expect(toldKymo()).toEqual([])
  collector.status = 200
  await expect.poll(() => toldKymo().toSorted()).toEqual(['refused', 'taken, and not answered'])
  await expect.poll(() => queued(page)).toBe(0)
  await page.reload()
  await begin(page, {}, true)
  await fail(page, 'the next')
  await expect.poll(() => toldKymo().toSorted()).toEqual(['refused', 'taken, and not answered', 'the next'])
})

test('it holds fifty and no more than 256 KB, the newest; what had no room is counted', async () => {
  const page = await open({ dsn: sentry.dsn, dedupeWindow: 0, breadcrumbs: [] })
  await context.setOffline(true)
  await page.evaluate(() => {
    for (let i = 0; i < 70; i++) window.reporter.captureException(new Error(`small ${i}`))
  })
  await expect
    .poll(() => page.evaluate(() => window.reporter.statistics()))
    .toMatchObject({ queued: 50, lost: 20 })
  await page.evaluate(() => {
    history.pushState(null, '', '/another')
    window.reporter.setContext(
      'big',
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, 'x'.repeat(1000)])),
    )
    for (let i = 0; i < 30; i++) window.reporter.captureException(new Error(`large ${i}`))
  })
  const size = () =>
    page.evaluate(() =>
      Object.entries(localStorage).reduce(
        (sum, [key, value]) => sum + (key.startsWith('kymo.queue.') ? 2 * value.length : 0),
        0,
      ),
    )
  await expect.poll(() => page.evaluate(() => window.reporter.errors().length)).toBe(100)
  expect(await size()).toBeLessThanOrEqual(256 * 1024)
  expect(await size()).toBeGreaterThan(128 * 1024)
  await context.setOffline(false)
  await expect.poll(toldSentry).toEqual(['large 27', 'large 28', 'large 29'])
  await expect.poll(() => queued(page)).toBe(0)
  expect(sentry.discarded.some(({ reason }) => reason === 'queue_overflow')).toBe(true)
})

test('what the app keeps is not touched, and a browser that keeps nothing is no trouble', async () => {
  const page = await open({ dsn: sentry.dsn })
  await page.evaluate(() => {
    localStorage.setItem('own', 'kept')
    localStorage.setItem('kymo.queue.nonsense', 'nonsense')
    localStorage.setItem('kymo.queue.000000000000001.old', 'sentry\n{}')
  })
  await page.reload()
  await begin(page, { dsn: sentry.dsn })
  await expect.poll(() => queued(page)).toBe(0)
  expect(await page.evaluate(() => localStorage.getItem('own'))).toBe('kept')
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await context.setOffline(true)
  await fail(page, 'lost')
  await expect.poll(() => page.evaluate(() => window.reporter.statistics().lost)).toBeGreaterThan(0)
  await context.setOffline(false)
  await fail(page, 'told')
  await expect.poll(toldSentry).toEqual(['told'])
})

test('what waits for one app’s place is not sent to another app’s of the origin', async () => {
  const other = await startSentry()
  try {
    const page = await open({ dsn: sentry.dsn })
    await context.setOffline(true)
    await fail(page, 'of the first app')
    await expect.poll(() => queued(page)).toBe(1)
    await page.close()
    await context.setOffline(false)
    const second = await open({ dsn: other.dsn })
    await fail(second, 'of the second app')
    const values = () => other.events.map((event) => event.exception?.values?.[0]?.value)
    await expect.poll(values).toEqual(['of the second app'])
    await second.evaluate(() => dispatchEvent(new Event('online')))
    await second.evaluate(() => navigator.locks.request('kymo.queue', () => {}))
    expect(values()).toEqual(['of the second app'])
    expect(await queued(second)).toBe(1)
    await open({ dsn: sentry.dsn })
    await expect.poll(toldSentry).toEqual(['of the first app'])
    await expect.poll(() => queued(second)).toBe(0)
  } finally {
    await other.close()
  }
})

test('what another version or script has left there is given up and counted, and holds up nothing', async () => {
  const page = await open({ dsn: sentry.dsn })
  await context.setOffline(true)
  await fail(page, 'whole')
  await expect.poll(() => queued(page)).toBe(1)
  await page.evaluate(() => {
    const [key = ''] = Object.keys(localStorage).filter((name) => name.startsWith('kymo.queue.'))
    const [to, body = ''] = localStorage.getItem(key)?.split('\n') ?? []
    const left = [
      '',
      'nonsense',
      `${to}\n{`,
      `${to}\nnull`,
      `${to}\n{"id":"1","stack":"Error"}`,
      `${to}\n${body.replace('"time"', '"moment"')}`,
    ]
    left.forEach((value, i) => {
      localStorage.setItem(key.replace(/\.[^.]*$/, `.${i}`), value)
    })
  })
  await context.setOffline(false)
  await expect.poll(toldSentry).toEqual(['whole'])
  await expect.poll(() => queued(page)).toBe(0)
  expect(await page.evaluate(() => window.reporter.statistics().lost)).toBe(6)
})
