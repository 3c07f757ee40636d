import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rows, words } from '../dashboard/stage.ts'
import { launchBrowser } from '../support/browser.ts'
import { type MisbehavingPage, serveMisbehavingPage } from './misbehaving/serve.ts'

/* One visit of a page that does all that it should not, and what the dashboard says of it. */

let browser: Browser
let site: MisbehavingPage
let dashboard: Page
const problems: string[] = []

beforeAll(async () => {
  ;[browser, site] = await Promise.all([launchBrowser(), serveMisbehavingPage()])
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  dashboard = await context.newPage()
  dashboard.on('pageerror', (error) => problems.push(error.message))
  dashboard.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await visit()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** Does with the page what a user would; in the middle the network is away. */
async function visit(): Promise<void> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(site.url)
  const click = async (name: string, times = 1) => {
    for (let time = 0; time < times; time++) await page.getByRole('button', { name, exact: true }).click()
  }
  await page.getByText('An advertisement.').waitFor()
  await click('Tick', 6)
  await click('Total')
  await click('Move')
  await click('Sort')
  await click('Reviews')
  await context.setOffline(true)
  await click('Save')
  // Longer than what it sees waits to be sent.
  await page.waitForTimeout(2500)
  await context.setOffline(false)
  await click('Pay')
  await click('Tips')
  // What is detached is only told apart from garbage by collecting it.
  const session = await context.newCDPSession(page)
  const leaks = async () => {
    await session.send('HeapProfiler.collectGarbage')
    return (await read<{ leaks: readonly unknown[] }>('memory')).leaks.length
  }
  // If it is never suspected, the test of it says so.
  for (let look = 0; look < 200 && (await leaks()) === 0; look++) await page.waitForTimeout(100)
  await page.goto('about:blank')
  await context.close()
}

/** What the collector answers of browsers. */
async function read<Answer>(what: string): Promise<Answer> {
  return (await (await fetch(`${site.collector.url}/api/browser/${what}`)).json()) as Answer
}

const open = (path: string) => dashboard.goto(site.collector.url + path)

test('Vitals: its parts moved under the user’s eyes, and it did not answer for long', async () => {
  await open('/browser')
  const card = (name: string) => words(dashboard.locator(`[data-vital="${name}"]`))
  await expect.poll(() => card('CLS')).toContain('Poor')
  await expect.poll(() => card('INP')).toContain('Poor')
  await expect.poll(() => card('LCP')).toMatch(/Good|Needs improvement|Poor/)
})

test('Components: what a context that is always another made render again, and what rendered for nothing', async () => {
  await open('/browser/components')
  const row = (name: string) => rows(dashboard, 'Components').filter({ hasText: name })
  await row('CartRow').getByRole('img', { name: 'context 6', exact: true }).waitFor()
  await row('CartLabel').getByRole('img', { name: 'parent 6', exact: true }).waitFor()
  await row('CartRow').click()
  const drawer = dashboard.getByRole('complementary', { name: 'Component' })
  await drawer.getByText('CartContext').first().waitFor()
})

test('Signals: the cycle that broke, and what was set far too often', async () => {
  await open('/browser/signals')
  const cycles = dashboard.getByRole('list', { name: 'Cycles' })
  await expect.poll(() => cycles.textContent()).toMatch(/total → tax → total|tax → total → tax/)
  await dashboard.getByText(/updated 100 times or more in one second/).waitFor()
  expect(await words(rows(dashboard, 'Signals').filter({ hasText: 'pointer' }))).toMatch(/500.*too often/)
})

test('Memory: nodes that were taken out of the document and are held', async () => {
  await open('/browser/memory')
  const leaks = dashboard.getByRole('list', { name: 'Suspected leaks' })
  await expect.poll(() => words(leaks)).toContain('The number of nodes taken out of the page and still held')
  await dashboard.getByRole('img', { name: 'Detached nodes over time' }).waitFor()
})

test('Network: the call that failed, the slow one, the one without a network, and what the user did', async () => {
  await open('/browser/network')
  const call = (path: string) => words(rows(dashboard, 'Calls').filter({ hasText: path }))
  await expect.poll(() => call('/api/pay')).toMatch(/failed.*503/)
  expect(await call('/api/pay')).toContain('click button “Pay”')
  expect(await call('/api/reviews')).toContain('slow')
  expect(await call('/api/save')).toContain('failed')
})

test('Errors: what nobody waited for, with its place in the source and what led to it', async () => {
  await open('/errors')
  const groups = rows(dashboard, 'Errors')
  await groups.filter({ hasText: 'Cycle detected' }).waitFor()
  const refused = groups.filter({ hasText: 'The payment was refused with 503.' })
  await expect.poll(() => words(refused)).toContain('calls.tsx')
  await refused.click()
  const drawer = dashboard.getByRole('complementary', { name: 'Error' })
  await drawer.getByText('1 session').waitFor()
  await expect
    .poll(() => drawer.getByRole('region', { name: 'Source' }).locator('tr[aria-current]').textContent())
    .toContain('The payment was refused')
  const before = await words(drawer.getByRole('region', { name: 'What happened before' }))
  expect(before).toMatch(/button “Pay”.*POST .*\/api\/pay.*status 503/)
  // Told although the network was away when it happened.
  await groups.filter({ hasText: 'Failed to fetch' }).waitFor()
})

test('Health: one number of all this, and the reasons behind it', async () => {
  await open('/browser')
  const health = dashboard.getByRole('button', { name: /^Health/ })
  await expect.poll(async () => Number(/\d+/.exec((await words(health)) ?? '')?.[0])).toBeLessThan(60)
  await health.click()
  const parts = dashboard.getByRole('list', { name: 'Parts of the score' })
  await expect.poll(() => parts.getByRole('listitem').count()).toBe(7)
  expect(problems).toEqual([])
})
