import type { PerformanceMonitor } from '@kymo/browser'
import type { Event } from '@kymo/protocol'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchFirefox } from '../support/firefox.ts'
import { type App, type PageCollector, startApp, startPageCollector } from './stage.ts'

/* What the page's script tells in another engine: as much as that can tell, and what it can not is said. */

let browser: Browser
let collector: PageCollector
let app: App
let page: Page

beforeAll(async () => {
  browser = await launchFirefox()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  collector = await startPageCollector()
  app = await startApp(collector.url, {
    html: '<main><h1>Shop</h1><button id="buy">Buy</button></main>',
    answer: (request, response) => response.writeHead(request.path === '/broken' ? 500 : 200).end('{}'),
  })
  page = await browser.newPage()
  await page.goto(`${app.url}/product/17`)
})
afterEach(async () => {
  await page.close()
  await Promise.all([collector.close(), app.close()])
})

const events = (name: string) =>
  collector.facts.filter((fact): fact is Event => fact.fact === 'event' && fact.name === name)
const vitals = () => events('browser.web_vital').map(({ attributes }) => attributes['browser.web_vital.name'])

test('visits, calls and errors arrive, each of its visit', async () => {
  await page.evaluate(async () => {
    await fetch('/stock?id=17')
    await fetch('/broken')
    const request = new XMLHttpRequest()
    request.open('POST', '/cart')
    request.send('{}')
    await new Promise((resolve) => {
      request.onloadend = resolve
    })
    history.pushState(null, '', '/cart')
    setTimeout(() => {
      throw new RangeError('too far')
    })
    void Promise.reject(new TypeError('not that'))
  })
  await expect
    .poll(() =>
      collector.spans('navigation').map(({ name, attributes }) => [name, attributes['kymo.visit.type']]),
    )
    .toEqual([
      ['/product/17', 'load'],
      ['/cart', 'push'],
    ])
  const visits = collector.spans('navigation').map(({ attributes }) => attributes['kymo.visit.id'])
  await expect
    .poll(() =>
      collector
        .spans('fetch')
        .map(({ attributes }) => [
          new URL(String(attributes['url.full'])).pathname,
          attributes['http.response.status_code'],
          attributes['kymo.fetch.by'],
          visits.indexOf(attributes['kymo.visit.id'] as string),
        ])
        .sort(),
    )
    .toEqual([
      ['/broken', 500, 'fetch', 0],
      ['/cart', 200, 'xhr', 0],
      ['/stock', 200, 'fetch', 0],
    ])
  await expect
    .poll(() =>
      collector
        .exceptions()
        .map(({ attributes }) => [
          attributes['exception.type'],
          attributes['exception.message'],
          attributes['kymo.exception.mechanism'],
          visits.indexOf(attributes['kymo.visit.id'] as string),
        ])
        .sort(),
    )
    .toEqual([
      ['RangeError', 'too far', 'window', 1],
      ['TypeError', 'not that', 'promise', 1],
    ])
  // Requests to the page's own origin say to which visit they belong, here as anywhere.
  expect(app.requests.find(({ path }) => path === '/stock?id=17')?.headers['x-kymo-visit']).toBe(visits[0])
  expect(collector.batches.every(({ dropped }) => dropped === 0)).toBe(true)
})

test('of the vitals those arrive that it measures, and when the page is left those that are known only then', async () => {
  await expect.poll(() => vitals().sort()).toEqual(expect.arrayContaining(['FCP', 'TTFB']))
  await page.click('#buy')
  await page.goto('about:blank')
  await expect.poll(vitals).toContain('LCP')
  // It does not measure how much a page jumps about.
  expect(vitals()).not.toContain('CLS')
  for (const { attributes } of events('browser.web_vital')) {
    expect(attributes['browser.web_vital.value']).toBeGreaterThanOrEqual(0)
    expect(attributes['kymo.visit.id']).toMatch(/^[0-9a-f]{16}$/)
    expect(attributes['url.path']).toBe('/product/17')
  }
})

test('its memory is told as far as it can be, and what can not is named', async () => {
  await expect.poll(() => events('kymo.browser.memory').length).toBeGreaterThan(0)
  const { attributes } = events('kymo.browser.memory')[0] as Event
  expect(attributes['kymo.memory.missing']).toEqual(['used', 'total', 'limit', 'page'])
  for (const name of ['used', 'total', 'limit', 'page'])
    expect(attributes).not.toHaveProperty([`kymo.memory.${name}`])
  expect(attributes['kymo.dom.nodes']).toBeGreaterThan(5)
  expect(attributes['kymo.dom.listeners']).toBeGreaterThanOrEqual(0)
  expect(attributes['kymo.dom.detached']).toBe(0)
})

test('listeners are counted here, too', async () => {
  const counts = await page.evaluate(() => {
    const profiler = (window as unknown as Record<symbol, { snapshot(): { listeners: number } }>)[
      Symbol.for('kymo.memory-profiler')
    ] as { snapshot(): { listeners: number } }
    const count = () => profiler.snapshot().listeners
    const before = count()
    const target = document.createElement('div')
    const controller = new AbortController()
    const listener = () => {}
    target.addEventListener('click', listener, { once: true })
    target.addEventListener('click', listener)
    target.addEventListener('keydown', listener, { signal: controller.signal })
    target.addEventListener('keyup', listener)
    const added = count()
    target.dispatchEvent(new MouseEvent('click'))
    controller.abort()
    const left = count()
    target.removeEventListener('keyup', listener)
    return [added - before, left - before, count() - before]
  })
  expect(counts).toEqual([3, 1, 0])
})

test('it tells of no long tasks and frames: how long the page was blocked is not known, rather than nothing', async () => {
  expect(
    await page.evaluate(() =>
      ['longtask', 'long-animation-frame', 'layout-shift'].filter((type) =>
        PerformanceObserver.supportedEntryTypes.includes(type),
      ),
    ),
  ).toEqual([])
  const told = await page.evaluate(() => {
    const monitor = (window as unknown as Record<symbol, PerformanceMonitor>)[
      Symbol.for('kymo.performance-monitor')
    ] as PerformanceMonitor
    return [monitor.running, monitor.summary().blockedPerMinute, monitor.healthFigures()]
  })
  expect(told).toEqual([true, null, {}])
})
