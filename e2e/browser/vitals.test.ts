import type { Event } from '@kymo/protocol'
import { devices } from 'playwright-core'
import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { openPage } from './stage.ts'
import { useStand } from './stand.ts'

/** A button that holds the page up, and a picture that pushes it down. */
const HTML = `<main><h1>Things to buy</h1><p id="shift">One</p>
  <button id="slow">Add to cart</button></main>
  <script>
    slow.onclick = () => { for (const end = performance.now() + 120; performance.now() < end;); }
  </script>`

const stand = useStand({ html: HTML })

const vitals = (name?: string): readonly Event[] =>
  stand.collector.facts.filter(
    (fact): fact is Event =>
      fact.fact === 'event' &&
      fact.name === 'browser.web_vital' &&
      (name === undefined || fact.attributes['browser.web_vital.name'] === name),
  )
const names = () => new Set(vitals().map(({ attributes }) => attributes['browser.web_vital.name']))
const navigations = (type: string) =>
  stand.collector.spans('navigation').filter(({ attributes }) => attributes['kymo.visit.type'] === type)
const hide = () =>
  stand.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    Object.defineProperty(document, 'hidden', { value: true, configurable: true })
    document.dispatchEvent(new globalThis.Event('visibilitychange', { bubbles: true }))
  })

test('a page tells its vitals, of the visit that it was loaded for, whatever it became since', async () => {
  await stand.open('/product/17')
  await expect.poll(names).toEqual(new Set(['TTFB', 'FCP', 'LCP', 'CLS']))
  await stand.page.evaluate(() => history.pushState(null, '', '/cart'))
  await stand.page.click('#slow')
  await expect.poll(names).toContain('INP')
  const [inp] = vitals('INP')
  expect(inp?.attributes).toMatchObject({
    'browser.web_vital.navigation_type': 'navigate',
    'kymo.device': 'desktop',
    'kymo.visit.id': navigations('load')[0]?.attributes['kymo.visit.id'],
    'url.path': '/product/17',
  })
  expect(inp?.attributes['browser.web_vital.value']).toBeGreaterThan(100)
  expect(inp?.attributes['browser.web_vital.delta']).toBe(inp?.attributes['browser.web_vital.value'])
})

test('a page that becomes another before its vitals are known tells them of the one that it was loaded for', async () => {
  const script = bundle(`
    import { startPage } from '@kymo/browser'
    const { kymoUrl, kymoKey, kymoApp } = document.currentScript.dataset
    startPage({ url: kymoUrl, key: kymoKey, app: kymoApp })
    history.pushState(null, '', '/login')
  `)
  await stand.serve({ html: HTML, script })
  await stand.open('/home')
  await expect.poll(names).toEqual(new Set(['TTFB', 'FCP', 'LCP', 'CLS']))
  const [visit] = navigations('load')
  expect(visit?.name).toBe('/home')
  for (const { attributes } of vitals())
    expect(attributes).toMatchObject({
      'kymo.visit.id': visit?.attributes['kymo.visit.id'],
      'url.path': '/home',
    })
})

test('a value that grows is told again under the same id, with what it grew by', async () => {
  await stand.open()
  await stand.page.click('#slow')
  await expect.poll(() => vitals('INP').length).toBe(1)
  await stand.page.evaluate(() => {
    const slow = document.querySelector('#slow') as HTMLElement
    slow.onclick = () => {
      for (const end = performance.now() + 300; performance.now() < end; );
    }
  })
  await stand.page.click('#slow')
  await expect.poll(() => vitals('INP').length).toBe(2)
  const [first, second] = vitals('INP').map(({ attributes }) => attributes)
  expect(second?.['browser.web_vital.id']).toBe(first?.['browser.web_vital.id'])
  const value = (of: typeof first) => Number(of?.['browser.web_vital.value'])
  expect(second?.['browser.web_vital.delta']).toBeCloseTo(value(second) - value(first))
  expect(second?.['browser.web_vital.rating']).toBe('needs-improvement')
})

test('what is known when the page is hidden is told at once', async () => {
  await stand.open()
  await stand.page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
  await stand.page.click('#slow')
  // How long the click took is known with the next paint.
  await stand.page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          if (list.getEntriesByName('click').length > 0) resolve()
        })
        observer.observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
      }),
  )
  await hide()
  await stand.page.goto('about:blank')
  await expect.poll(names).toEqual(new Set(['TTFB', 'FCP', 'LCP', 'CLS', 'INP']))
})

test('a page that comes back whole has vitals of its own, of the visit that it comes back as', async () => {
  const keeping = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  const { page } = await openPage(keeping, `${stand.app.url}/kept`)
  await expect.poll(names).toContain('LCP')
  await page.goto(`${stand.app.url}/next`)
  await page.goBack({ waitUntil: 'commit' })
  const restored = () =>
    vitals().filter(
      ({ attributes }) => attributes['browser.web_vital.navigation_type'] === 'back-forward-cache',
    )
  await expect
    .poll(() => new Set(restored().map(({ attributes }) => attributes['browser.web_vital.name'])))
    .toEqual(new Set(['TTFB', 'FCP', 'LCP', 'CLS']))
  const [visit] = navigations('restore')
  for (const { attributes } of restored()) {
    expect(attributes['kymo.visit.id']).toBe(visit?.attributes['kymo.visit.id'])
    expect(attributes['url.path']).toBe('/kept')
  }
  const ids = (type: string) =>
    vitals('LCP')
      .filter(({ attributes }) => attributes['browser.web_vital.navigation_type'] === type)
      .map(({ attributes }) => attributes['browser.web_vital.id'])
  expect(ids('back-forward-cache')).not.toContain(ids('navigate')[0])
  await keeping.close()
})

test('a phone says that it is one', async () => {
  const { defaultBrowserType: _, ...phone } = devices['Pixel 7'] as (typeof devices)[string]
  await stand.open('/', phone)
  await expect.poll(() => vitals('LCP')[0]?.attributes['kymo.device']).toBe('mobile')
})

test('asked for, it says what a vital is made of, and says each once', async () => {
  const script = bundle(`
    import { getPerformanceMonitor, startPage } from '@kymo/browser'
    const { kymoUrl, kymoKey, kymoApp } = document.currentScript.dataset
    startPage({ url: kymoUrl, key: kymoKey, app: kymoApp })
    getPerformanceMonitor({ enabled: true, attribution: true })
  `)
  await stand.serve({ html: HTML, script })
  await stand.open('/attributed?token=abc')
  await expect.poll(names).toContain('LCP')
  await stand.page.click('#slow')
  await expect.poll(names).toContain('INP')
  const [lcp, inp] = [vitals('LCP')[0], vitals('INP')[0]]
  expect(lcp?.attributes['kymo.vital.target']).toContain('h1')
  expect(lcp?.attributes['kymo.vital.elementRenderDelay']).toBeGreaterThan(0)
  expect(inp?.attributes['kymo.vital.target']).toContain('#slow')
  expect(inp?.attributes['kymo.vital.processingDuration']).toBeGreaterThan(100)
  expect(JSON.stringify(stand.collector.facts)).not.toContain('abc')
  for (const name of names())
    expect(
      new Set(vitals(String(name)).map(({ attributes }) => attributes['browser.web_vital.id'])).size,
    ).toBe(1)
})
