import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FetchEvent, Page, PerformanceMetrics, RuntimeSnapshot } from '@kymo/protocol'
import type { Browser, Locator, Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { processesWith, repository, start } from './support/processes.ts'
import { copyShop, type KymoDev, startKymoDev, startUpstream, stopKymoDev, until } from './support/shop.ts'

/*
 * The product as its user has it: the shop under `kymo dev -- next dev`, somebody using the shop in one Chromium tab,
 * and the dashboard open in another, never reloaded. What is asserted is what the dashboard shows.
 */

let upstream: Awaited<ReturnType<typeof startUpstream>>
let shop: Awaited<ReturnType<typeof copyShop>>
let kymo: KymoDev
let browser: Browser
/** Somebody using the shop. */
let visitor: Tab
/** The dashboard. */
let dashboard: Tab

beforeAll(async () => {
  ;[upstream, shop, browser] = await Promise.all([startUpstream(), copyShop(), launchBrowser()])
  kymo = await startKymoDev(shop.folder, { env: { UPSTREAM_URL: upstream.url } })
  visitor = await browser.newPage()
  // A page that is asked for first is compiled first.
  visitor.setDefaultNavigationTimeout(90_000)
  dashboard = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
})

afterAll(async () => {
  await browser?.close()
  if (kymo !== undefined) await stopKymoDev(kymo)
  await upstream?.process.stop()
  await shop?.remove()
})

const sessions = () => dashboard.getByRole('treegrid', { name: 'Recent sessions' })
const timeline = () => dashboard.getByRole('treegrid', { name: 'Timeline' })
const fetches = () => dashboard.getByRole('grid', { name: 'Fetches' })
const rowsOf = (grid: Locator) => grid.getByRole('row').filter({ has: dashboard.getByRole('gridcell') })

/** Goes to a page of the shop, and resolves when the collector has it. */
async function visit(path: string): Promise<void> {
  await visitor.goto(kymo.app + path)
  await until(async () => (await snapshot()).sessions.some((session) => session.url === path))
}

const snapshot = () => kymo.get<RuntimeSnapshot>('/api/runtime')
const metrics = () => kymo.get<PerformanceMetrics>('/api/performance/metrics?window=all')

describe.sequential('the shop, seen live', () => {
  test('before anything happened, the dashboard says what will appear and how', async () => {
    await dashboard.goto(kymo.url)
    await expect.poll(() => dashboard.getByRole('main').innerText()).toMatch(/waiting|nothing|no .* yet/i)
  })

  test('a visit appears by itself, with its route and its fetches', async () => {
    await visit('/product/sextant')
    const row = sessions().getByRole('row', { name: /\/product\/sextant/ })
    await row.waitFor()
    await row.click()
    await timeline()
      .getByRole('row', { name: /\/product\/sextant/ })
      .first()
      .waitFor()
    await expect
      .poll(() => dashboard.getByRole('region', { name: 'Session', exact: true }).innerText())
      .toContain('/product/[id]')
    const shown = await until(async () => {
      const texts = await rowsOf(fetches()).allInnerTexts()
      return texts.length >= 4 && texts
    })
    const cells = shown.map((text) => text.replace(/\s+/g, ' '))
    expect(
      cells.filter((text) => text.includes('/products/sextant/price') && text.includes('skip')),
    ).toHaveLength(1)
    expect(cells.filter((text) => text.includes('/products/sextant/reviews'))).toHaveLength(1)
    expect(cells.every((text) => text.includes('200') && text.includes('GET'))).toBe(true)
  })

  test('what the page fetches later joins its visit', async () => {
    // The page asks for the stock every five seconds.
    await timeline()
      .getByRole('row', { name: /\/api\/products\/sextant\/stock/ })
      .first()
      .waitFor({ timeout: 30_000 })
  })

  test('filters narrow the fetches, are in the URL, and the back button takes them away', async () => {
    const before = await rowsOf(fetches()).count()
    await dashboard.getByRole('textbox', { name: 'Filter fetches' }).fill('price')
    await expect.poll(() => rowsOf(fetches()).count()).toBe(1)
    expect(dashboard.url()).toContain('price')
    await dashboard.reload()
    await expect.poll(() => rowsOf(fetches()).count()).toBe(1)
    await dashboard.getByRole('textbox', { name: 'Filter fetches' }).fill('')
    await expect.poll(() => rowsOf(fetches()).count()).toBeGreaterThanOrEqual(before)
  })

  test('a server action is shown with name, file and the fetches it made', async () => {
    await visit('/cart')
    await visit('/product/barometer')
    await visitor.getByRole('button', { name: 'Add to cart' }).click()
    await visitor.getByRole('link', { name: /Cart 1/ }).waitFor()
    await visit('/checkout')
    await visitor.getByRole('textbox', { name: 'Name' }).fill('Ada')
    await visitor.getByRole('button', { name: 'Place the order' }).click()
    await visitor.waitForURL(/\/checkout\/done/)
    await openSession('/checkout')
    await dashboard.getByRole('tab', { name: /Server actions/ }).click()
    const action = dashboard
      .getByRole('grid', { name: 'Server actions' })
      .getByRole('row', { name: /placeOrder/ })
    await action.waitFor()
    expect(await action.textContent()).toContain('app/checkout/actions.ts')
    const made = timeline().getByRole('row', { name: /\/orders/ })
    await made.first().waitFor()
    // Under the action, which is under the request.
    expect(Number(await made.first().getAttribute('aria-level'))).toBeGreaterThanOrEqual(3)
    await picture('activity')
  })

  test('an action that fails and a page that throws are shown with their errors', async () => {
    await visit('/broken')
    await openSession('/broken')
    await dashboard.getByRole('tab', { name: /Errors/ }).click()
    await dashboard
      .getByRole('grid', { name: 'Errors' })
      .getByRole('row', { name: /Error/ })
      .first()
      .waitFor()
    const { sessions: known } = await snapshot()
    expect(known.find((session) => session.url === '/broken')?.counts.errors).toBe(1)
  })

  test('over edits of the source while it runs, every request is counted exactly once', async () => {
    const file = join(shop.folder, 'app/api/search/route.ts')
    const original = await readFile(file, 'utf8')
    await (await fetch(`${kymo.app}/api/search?q=brass`)).text()
    await settled()
    const before = await metrics()
    const fetchesBefore = (await kymo.get<Page<FetchEvent>>('/api/fetches?q=/search')).total
    const rounds = 10
    for (let round = 1; round <= rounds; round++) {
      await writeFile(
        file,
        original.replace('export async function', `export const edition = ${round}\nexport async function`),
      )
      for (let i = 0; i < 3; i++) {
        const response = await fetch(`${kymo.app}/api/search?q=brass&round=${round}&i=${i}`)
        expect(response.status).toBe(200)
        await response.text()
      }
    }
    await until(async () => (await metrics()).totalRequests >= before.totalRequests + rounds * 3)
    await settled()
    expect((await metrics()).totalRequests - before.totalRequests).toBe(rounds * 3)
    expect((await kymo.get<Page<FetchEvent>>('/api/fetches?q=/search')).total - fetchesBefore).toBe(
      rounds * 3,
    )
  })

  test('the Performance page shows routes as patterns, slowest first, and a route its slowest requests', async () => {
    await visit('/slow')
    await dashboard.getByRole('link', { name: 'Performance' }).click()
    const routes = dashboard.getByRole('grid', { name: 'Routes' })
    await routes
      .getByRole('row', { name: /\/product\/\[id\]/ })
      .first()
      .waitFor()
    await routes
      .getByRole('row', { name: /\/slow/ })
      .first()
      .waitFor()
    const text = await routes.innerText()
    expect(text).not.toContain('/product/sextant')
    const { topSlowRoutes, totalRequests } = await metrics()
    const p95 = topSlowRoutes.map((route) => route.percentiles.p95 ?? 0)
    expect(p95).toEqual(p95.toSorted((a, b) => b - a))
    expect(await dashboard.getByRole('main').innerText()).toContain(String(totalRequests))
    await routes
      .getByRole('row', { name: /GET.*\/product\/\[id\]/ })
      .first()
      .click()
    const drawer = dashboard.getByRole('complementary', { name: /\/product\/\[id\]/ })
    await drawer.getByText('/product/sextant').first().waitFor()
    await dashboard.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await picture('performance')
  })

  test('kymo top prints the same figures', async () => {
    const { metrics: shown } = JSON.parse(
      execFileSync(
        'node',
        [join(repository, 'packages/kymo/dist/bin.js'), 'top', '--json', '--window', 'all'],
        {
          cwd: shop.folder,
          encoding: 'utf8',
        },
      ),
    )
    expect(shown.totalRequests).toBe((await metrics()).totalRequests)
  })

  test('kymo tail prints a request as it happens', async () => {
    const tail = start('node', [join(repository, 'packages/kymo/dist/bin.js'), 'tail', '--kind', 'request'], {
      cwd: shop.folder,
    })
    await until(async () => {
      await fetch(`${kymo.app}/api/edge/rates?tail`)
      return tail.output().includes('/api/edge/rates?tail')
    })
    expect(await tail.stop('SIGINT')).toBe(0)
  })

  test('Ctrl-C ends the collector, the dev server and all it started', async () => {
    await visitor.close()
    await stopKymoDev(kymo, 'SIGINT')
    expect(processesWith(kymo.mark)).toEqual([])
    await expect(fetch(kymo.url)).rejects.toThrow()
    await expect(fetch(kymo.app)).rejects.toThrow()
  })
})

/** Chooses the newest session of this page, as a person would: new rows are let in, should some wait. */
async function openSession(path: string): Promise<void> {
  const row = sessions().getByRole('row', { name: new RegExp(`${path}(?![\\w/])`) })
  const waiting = dashboard
    .getByRole('region', { name: 'Sessions', exact: true })
    .getByRole('button', { name: / new$/ })
  const heading = dashboard.getByRole('region', { name: 'Session', exact: true }).getByRole('heading')
  await until(async () => {
    // They may enter by themselves before the click does it.
    if ((await waiting.count()) > 0) await waiting.click({ timeout: 1000 }).catch(() => undefined)
    if ((await row.count()) === 0) return false
    // A row that enters just then may take the click, as it may from a person.
    await row.first().click()
    return (await heading.innerText()).endsWith(path)
  })
}

/** A picture of the dashboard as it is: into `docs/images` with `KYMO_PICTURES=docs/images`, else for whoever looks. */
async function picture(name: string): Promise<void> {
  const folder = join(repository, process.env.KYMO_PICTURES ?? 'test-results')
  mkdirSync(folder, { recursive: true })
  await dashboard.screenshot({ path: join(folder, `${name}.png`) })
}

/** Resolves when no fact has come for a while: the polls of open pages apart, nothing is under way. */
async function settled(): Promise<void> {
  await visitor.goto('about:blank')
  let last = -1
  await until(async () => {
    const { store } = await kymo.get<{ store: { spans: number } }>('/api/status')
    const same = store.spans === last
    last = store.spans
    if (!same) await new Promise((resolve) => setTimeout(resolve, 1500))
    return same
  })
}
