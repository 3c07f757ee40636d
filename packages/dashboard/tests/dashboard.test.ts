import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { action, exception, outbound, request } from './facts.ts'
import { type App, buildDashboard, launchBrowser, openPage, startApp } from './stage.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let apps: App[] = []

beforeAll(async () => {
  await buildDashboard()
  browser = await launchBrowser()
})

afterAll(() => browser?.close())

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await Promise.all(apps.map(({ collector }) => collector.close()))
  apps = []
})

async function start(port?: number): Promise<App> {
  const app = await startApp(port)
  apps.push(app)
  return app
}

const rows = (page: Page, grid: string) =>
  page.locator(`[aria-label="${grid}"] [role=rowgroup]:last-child > [role=row]`)
const search = (page: Page) => new URL(page.url()).searchParams

const height = (element: Locator): Promise<number> => element.evaluate(({ scrollHeight }) => scrollHeight)

/** A page view with some of everything. */
function visit() {
  const page = request('/product/17', {
    attributes: { 'http.route': '/product/[id]', 'kymo.request.purpose': 'document' },
  })
  return [
    page,
    outbound(page, 'http://upstream.test:4010/products/17', { start: page.start + 10 }),
    outbound(page, 'https://pay.test/v1/intents', {
      start: page.start + 30,
      attributes: { 'http.request.method': 'POST', 'http.response.status_code': 503 },
      status: 'error',
    }),
    action(page, 'addToCart', { start: page.start + 20 }),
  ]
}

describe('live', () => {
  it('says what to do before the first fact, and shows the first session the moment it happens', async () => {
    const app = await start()
    const { page, problems } = await openPage(browser, app.collector.url)
    await page.getByText('Nothing has happened yet').waitFor()
    await page.getByText('npx kymo dev').waitFor()
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))

    await app.send(visit())
    await rows(page, 'Recent sessions').filter({ hasText: '/product/17' }).waitFor()
    await page.getByRole('treegrid', { name: 'Timeline' }).getByText('/products/17').waitFor()
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    expect(problems).toEqual([])
  })

  it('holds new rows back while the list is pointed at, and lets them in after', async () => {
    const app = await start()
    await app.send([request('/first')])
    const { page } = await openPage(browser, app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/first' }).hover()
    await app.send([request('/second')])
    await page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await rows(page, 'Recent sessions').count()).toBe(1)
    await page.mouse.move(1000, 500)
    await rows(page, 'Recent sessions').filter({ hasText: '/second' }).waitFor()
    expect(await page.getByRole('button', { name: '1 new' }).count()).toBe(0)
  })

  it('does not move while paused', async () => {
    const app = await start()
    await app.send([request('/first')])
    const { page } = await openPage(browser, app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/first' }).waitFor()
    await page.keyboard.press('p')
    await page.getByRole('button', { name: 'Paused' }).waitFor()
    await app.send([request('/second')])
    await page.waitForFunction(async () => {
      const { total } = await (await fetch('/api/sessions')).json()
      return total === 2
    })
    expect(await rows(page, 'Recent sessions').count()).toBe(1)
    await page.keyboard.press('p')
    await rows(page, 'Recent sessions').filter({ hasText: '/second' }).waitFor()
  })

  it('keeps what it shows when the collector goes, and goes on by itself when it is back', async () => {
    const app = await start()
    await app.send([request('/before')])
    const { page } = await openPage(browser, app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/before' }).waitFor()
    const { port } = app.collector
    await app.collector.close()
    await page.getByRole('button', { name: 'Reconnecting' }).waitFor()
    expect(await rows(page, 'Recent sessions').count()).toBe(1)

    const again = await start(port)
    await again.send([request('/after')])
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await rows(page, 'Recent sessions').filter({ hasText: '/after' }).waitFor()
  })
})

describe('the address', () => {
  it('holds the filters, and the back button takes them back', async () => {
    const app = await start()
    await app.send(visit())
    const { page } = await openPage(browser, `${app.collector.url}/?session=all`)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(2)

    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: /5xx/ }).click()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
    expect(search(page).get('status')).toBe('5xx')
    await rows(page, 'Fetches').filter({ hasText: 'pay.test' }).waitFor()

    await page.goBack()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(2)
    expect(search(page).get('status')).toBeNull()

    await page.keyboard.press('/')
    await page.keyboard.type('products')
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
    expect(search(page).get('q')).toBe('products')
    await page.reload()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
  })

  it('may say anything without harm', async () => {
    const app = await start()
    await app.send(visit())
    const { page, problems } = await openPage(
      browser,
      `${app.collector.url}/?session=../x&detail=%3Cscript%3E&zoom=9-1&tab=evil&status=%00&method=%22`,
    )
    await rows(page, 'Recent sessions').first().waitFor()
    await page.goto(`${app.collector.url}/performance?window=9y&from=abc&sort=constructor&route=%00`)
    await rows(page, 'Routes').first().waitFor()
    expect(problems).toEqual([])
  })
})

describe('the keyboard', () => {
  it('leads from the list to a session, to a row of it, into its detail, and back', async () => {
    const app = await start()
    await app.send([request('/other', { start: Date.now() - 5000 }), ...visit()])
    const { page } = await openPage(browser, app.collector.url)
    await rows(page, 'Recent sessions').nth(1).waitFor()

    await page.keyboard.press('j')
    await expect.poll(() => search(page).get('session')).toMatch(/^[0-9a-f]{16}$/)
    await page.getByRole('treegrid', { name: 'Timeline' }).getByText('/v1/intents').waitFor()
    await page.keyboard.press('Enter')
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    expect(await timeline.evaluate((element) => element === document.activeElement)).toBe(true)

    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByRole('heading', { name: /products\/17/ }).waitFor()
    await expect.poll(() => detail.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('j')
    await detail.getByRole('heading', { name: /addToCart/ }).waitFor()

    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'detached' })
    expect(search(page).get('detail')).toBeNull()
    expect(await timeline.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('goes to pages, finds commands and shows its own help', async () => {
    const app = await start()
    await app.send(visit())
    const { page } = await openPage(browser, app.collector.url)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL('**/performance')
    await rows(page, 'Routes').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill('product/17')
    await page.getByRole('option', { name: /product\/17/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => search(page).get('session')).toMatch(/^[0-9a-f]{16}$/)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  })
})

describe('the timeline', () => {
  it('zooms by key, wheel and drag, says so in the address, and shows all again', async () => {
    const app = await start()
    const facts = visit()
    await app.send(facts)
    const { page } = await openPage(browser, `${app.collector.url}/?session=${facts[0]?.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('/v1/intents').waitFor()
    const zoom = () => {
      const [from, to] = (search(page).get('zoom') ?? '').split('-').map(Number)
      return from === undefined || to === undefined ? null : to - from
    }

    await timeline.focus()
    await page.keyboard.press('+')
    await expect.poll(zoom).toBeCloseTo(122.4 * 0.6, 0)
    await page.keyboard.press('0')
    await expect.poll(zoom).toBeNull()

    const bars = timeline.locator('[data-bars]').first()
    const box = await bars.boundingBox()
    if (box === null) throw new Error('The bars are not shown.')
    await page.mouse.move(box.x + box.width * 0.25, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + 10, { steps: 4 })
    await page.mouse.up()
    await expect.poll(zoom).toBeCloseTo(122.4 / 2, 0)
    expect(await page.getByRole('complementary', { name: 'Detail' }).count()).toBe(0)

    await page.mouse.wheel(0, -300)
    await expect.poll(zoom).toBeLessThan(60)
    await page.reload()
    await timeline.getByText('/v1/intents').waitFor()
    expect(await timeline.getAttribute('data-zoomed')).toBe('true')
  })

  it('shows an error where it happened, and its stack in the detail', async () => {
    const app = await start()
    const failed = request('/boom', { status: 'error', attributes: { 'http.response.status_code': 500 } })
    await app.send([failed, exception(failed, 'TypeError', 'price is undefined')])
    const { page } = await openPage(browser, `${app.collector.url}/?session=${failed.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.locator('.bar-error').waitFor()
    await timeline.getByText('/boom').click()
    await page
      .getByRole('complementary', { name: 'Detail' })
      .getByText('at page (app/page.tsx:1:1)')
      .waitFor()
    await page.getByRole('tab', { name: /Errors/ }).click()
    await rows(page, 'Errors').filter({ hasText: 'price is undefined' }).waitFor()
  })
})

describe('performance', () => {
  it('leads from a route to its slowest requests, and from there to the session', async () => {
    const app = await start()
    const slow = request('/slow', { duration: 2400, start: Date.now() - 5000 })
    await app.send([slow, request('/slow', { duration: 1100 }), ...visit()])
    const { page } = await openPage(browser, `${app.collector.url}/performance`)
    await expect.poll(() => rows(page, 'Routes').first().textContent()).toContain('/slow')
    await rows(page, 'Routes').filter({ hasText: '/slow' }).click()
    expect(search(page).get('route')).toBe('/slow')
    const requests = rows(page, 'Requests of the route')
    await expect.poll(() => requests.count()).toBe(2)
    expect(await requests.first().textContent()).toContain('2.40')
    await requests.first().click()
    await expect.poll(() => search(page).get('session')).toBe(slow.spanId)
    await page.getByRole('complementary', { name: 'Detail' }).getByRole('heading', { name: /slow/ }).waitFor()
  })

  it('counts a request live', async () => {
    const app = await start()
    await app.send([request('/a')])
    const { page } = await openPage(browser, `${app.collector.url}/performance`)
    await rows(page, 'Routes').filter({ hasText: '/a' }).waitFor()
    await app.send([request('/b')])
    await rows(page, 'Routes').filter({ hasText: '/b' }).waitFor()
  })
})

describe('every screen', () => {
  it('fits into 360 pixels', async () => {
    const app = await start()
    const facts = visit()
    await app.send(facts)
    const { page } = await openPage(browser, app.collector.url, { viewport: { width: 360, height: 740 } })
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await rows(page, 'Recent sessions').first().waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)

    await rows(page, 'Recent sessions').first().click()
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('/v1/intents').waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)

    await timeline.getByText('/v1/intents').click()
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByText('Request headers').or(detail.getByText('Attributes')).first().waitFor()
    expect((await detail.boundingBox())?.width).toBe(360)
    expect(await overflow()).toBeLessThanOrEqual(0)

    await page.goto(`${app.collector.url}/performance`)
    await rows(page, 'Routes').first().waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)
  })

  it.each(['dark', 'light'] as const)('has no serious barrier in the %s theme', async (colorScheme) => {
    const app = await start()
    const facts = visit()
    const root = facts[0]
    const { page } = await openPage(browser, app.collector.url, { colorScheme, reducedMotion: 'reduce' })
    // Not as a script tag: the page allows none but its own.
    await page.evaluate(AXE)
    const barriers = () =>
      page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }
        const { violations } = await axe.run({ resultTypes: ['violations'] })
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
      })
    await page.getByText('Nothing has happened yet').waitFor()
    expect(await barriers()).toEqual([])

    await app.send([
      ...facts,
      ...(root === undefined ? [] : [exception(root, 'TypeError', 'price is undefined')]),
    ])
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('/v1/intents').click()
    await page.getByRole('complementary', { name: 'Detail' }).getByText('Attributes').waitFor()
    await rows(page, 'Fetches').first().waitFor()
    expect(await barriers()).toEqual([])

    await page.getByRole('link', { name: 'Performance' }).click()
    await rows(page, 'Routes').first().click()
    await rows(page, 'Requests of the route').first().waitFor()
    expect(await barriers()).toEqual([])

    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    expect(await barriers()).toEqual([])
  })

  it('shows captured text as text and nothing else', async () => {
    const app = await start()
    const evil = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'
    const root = request(`/${evil}`, {
      name: evil,
      status: 'error',
      attributes: {
        'http.route': `/${evil}`,
        'http.response.status_code': 500,
        'http.request.header.referer': 'javascript:window.harmed=1',
        'http.request.header.x-evil': evil,
        'kymo.cache.reason': evil,
        constructor: evil,
        __proto__: evil,
      },
    })
    await app.send([
      root,
      outbound(root, 'http://h.test/', { name: evil, attributes: { 'url.full': `javascript:${evil}` } }),
      action(root, evil, { attributes: { 'code.file.path': evil } }),
      exception(root, evil, `${evil}\u202e\u0000${'long '.repeat(3000)}`),
    ])
    const { page, problems } = await openPage(browser, `${app.collector.url}/?session=${root.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('onerror').first().click()
    await page.getByRole('complementary', { name: 'Detail' }).getByText('x-evil').waitFor()
    for (const tab of ['Server actions', 'Errors'])
      await page.getByRole('tab', { name: new RegExp(tab) }).click()
    await page.goto(`${app.collector.url}/performance`)
    await rows(page, 'Routes').first().click()
    await rows(page, 'Requests of the route').first().waitFor()
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
    expect(await page.locator('img, a[href^="javascript:"]').count()).toBe(0)
    expect(problems).toEqual([])
  })
})

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

describe('a long list', () => {
  it('scrolls through 100,000 fetches with a bounded number of rows in the page and in memory', async () => {
    const app = await start()
    const root = request('/busy', { start: Date.now() - 200_000, duration: 150_000 })
    const size = 5000
    for (let batch = 0; batch < 20; batch++) {
      const spans = Array.from({ length: size }, (_, index) => {
        const number = batch * size + index
        return outbound(root, `http://upstream.test/item/${number}`, {
          start: root.start + number,
          duration: 1,
        })
      })
      await app.send(batch === 0 ? [root, ...spans] : spans)
    }
    const { page } = await openPage(browser, `${app.collector.url}/?session=all`)
    await page.getByText('100,000 fetches').waitFor()
    const fetches = page.getByRole('grid', { name: 'Fetches' })
    await rows(page, 'Fetches').filter({ hasText: '/item/99999' }).waitFor()

    let most = 0
    for (let step = 1; step <= 40; step++) {
      await fetches.evaluate((element) => element.scrollTo(0, element.scrollHeight))
      await expect.poll(() => height(fetches)).toBeGreaterThanOrEqual(step * 6000)
      most = Math.max(most, await rows(page, 'Fetches').count())
    }
    await rows(page, 'Fetches').filter({ hasText: '/item/92' }).first().waitFor()
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThan(80)

    await fetches.evaluate((element) => element.scrollTo(0, 0))
    await rows(page, 'Fetches').filter({ hasText: '/item/99999' }).waitFor()
  })
})
