import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { call } from './browser-facts.ts'
import { load, request } from './facts.ts'
import { rows, search, useStage, words } from './stage.ts'

const stage = useStage()

/** A visit with a call that a server of ours answered, one that failed, a slow one and a socket. */
function calls() {
  const start = Date.now() - 20_000
  const visited = load('/cart', 'tab-1', start)
  const visit = visited.page.spanId
  const own = call(visit, 'http://localhost:3000/api/cart?x=1', {
    start: start + 1000,
    duration: 200,
    phases: { wait: 10, request: 120, response: 60 },
    attributes: { 'kymo.interaction': 'click button “Add to cart”', 'http.response.body.size': 2048 },
  })
  const served = request('/api/cart', {
    traceId: own.traceId,
    parentId: own.spanId,
    start: own.start + 40,
    duration: 100,
  })
  const failed = call(visit, 'https://pay.test/intents', {
    start: start + 2000,
    duration: 300,
    status: 'error',
    attributes: { 'http.response.status_code': 503, 'http.request.resend_count': 1 },
  })
  const slow = call(visit, 'https://api.test/reviews', { start: start + 2500, duration: 4000 })
  const socket = call(visit, 'wss://live.test/feed', {
    start: start + 500,
    duration: 9000,
    attributes: { 'kymo.fetch.by': 'websocket', 'kymo.messages.sent': 2, 'kymo.messages.received': 40 },
  })
  return { visited, own, served, failed, slow, socket, visit }
}

describe('the network', () => {
  it('is summed up by host and drawn call by call, and leads to the timeline of the session', async () => {
    const app = await stage.start()
    const { visited, own, served, failed, slow, socket, visit } = calls()
    await app.send([visited.page, served])
    await app.sendFromPage([visited.told, own, failed, slow, socket])
    const { page, problems } = await stage.open(`${app.collector.url}/browser/network`)
    const hosts = rows(page, 'Hosts')
    await expect.poll(() => hosts.count()).toBe(4)
    expect(await words(hosts.filter({ hasText: 'pay.test' }))).toMatch(/pay\.test110.*300 ms/)
    const table = rows(page, 'Calls')
    await expect.poll(() => table.count()).toBe(4)
    expect(await words(table.first())).toMatch(/WS \/feed.*42 messages/)
    const first = await words(table.nth(1))
    for (const part of ['GET /api/cart?x=1', '200', 'click button “Add to cart”', '2.05 kB', '200 ms'])
      expect(first).toContain(part)
    expect(await words(table.filter({ hasText: '/intents' }))).toMatch(/failed.*retry.*503/)
    expect(await words(table.filter({ hasText: '/reviews' }))).toContain('slow')

    const bars = page.locator(`[data-call="${own.spanId}"]`)
    expect(
      await bars
        .locator('[data-phase]')
        .evaluateAll((parts) => parts.map((part) => (part as HTMLElement).dataset.phase)),
    ).toEqual(['wait', 'request', 'response'])
    const bar = await bars.locator('.call-bar').boundingBox()
    const server = await bars.locator('.call-server').boundingBox()
    expect(server?.y).toBeGreaterThan((bar?.y ?? 0) + 5)
    expect(server?.x).toBeGreaterThan(bar?.x ?? 0)
    await bars.locator('.call-bar').hover()
    await page.getByText('On the server, /api/cart').waitFor()
    expect(await barriers(page)).toEqual([])

    await table.nth(1).click()
    await expect.poll(() => search(page).get('session')).toBe(visit)
    expect(search(page).get('detail')).toBe(`${own.traceId}-${own.spanId}`)
    await page.getByRole('treegrid', { name: 'Timeline' }).getByText('/api/cart').first().waitFor()
    expect(problems).toEqual([])
  })

  it('can be chosen by host, by means and by text, and zoomed; the address holds it', async () => {
    const app = await stage.start()
    const { visited, own, failed, slow, socket } = calls()
    await app.send([visited.page])
    await app.sendFromPage([visited.told, own, failed, slow, socket])
    const { page } = await stage.open(`${app.collector.url}/browser/network`)
    const table = rows(page, 'Calls')
    await rows(page, 'Hosts').filter({ hasText: 'api.test' }).click()
    await expect.poll(() => table.count()).toBe(1)
    expect(search(page).get('host')).toBe('api.test')
    await rows(page, 'Hosts').filter({ hasText: 'api.test' }).click()
    await expect.poll(() => table.count()).toBe(4)
    await page.getByRole('combobox', { name: 'By' }).click()
    await page.getByRole('option', { name: 'WebSocket' }).click()
    await expect.poll(() => table.count()).toBe(1)
    await page.reload()
    await expect.poll(() => table.count()).toBe(1)
    expect(search(page).get('by')).toBe('websocket')
    await page.goto(`${app.collector.url}/browser/network?q=cart`)
    await expect.poll(() => table.allTextContents()).toEqual([expect.stringContaining('/api/cart')])
    await page.goto(`${app.collector.url}/browser/network?q=nothing-of-this`)
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => table.count()).toBe(4)
    for (const _ of [1, 2, 3]) await page.getByRole('button', { name: 'Closer' }).click()
    await expect.poll(() => search(page).get('zoom')).toMatch(/^\d/)
    await page.getByText(/of 4 in this part/).waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => search(page).get('zoom')).toBeNull()
  })

  it('is of the visit that called last, live, until another one is chosen', async () => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/browser/network`)
    await page.getByText('getNetworkMonitor({ enabled: true })').waitFor()
    const one = load('/one', 'tab-1', Date.now() - 9000)
    const two = load('/two', 'tab-2', Date.now() - 5000)
    await app.send([one.page, two.page])
    await app.sendFromPage([
      one.told,
      call(one.page.spanId, 'https://api.test/of-one', { start: Date.now() - 8000 }),
    ])
    const table = rows(page, 'Calls')
    await table.filter({ hasText: '/of-one' }).waitFor()
    await app.sendFromPage([two.told, call(two.page.spanId, 'https://api.test/of-two')])
    await table.filter({ hasText: '/of-two' }).waitFor()
    expect(await table.count()).toBe(1)
    await page.getByRole('combobox', { name: 'Visit' }).click()
    await page.getByRole('option', { name: /\/one/ }).click()
    await table.filter({ hasText: '/of-one' }).waitFor()
    expect(search(page).get('visit')).toBe(one.page.spanId)
  })
})
