import { describe, expect, it } from 'vitest'
import { request, visit } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('performance', () => {
  it('leads from a route to its slowest requests, and from there to the session', async () => {
    const app = await stage.start()
    const slow = request('/slow', { duration: 2400, start: Date.now() - 5000 })
    await app.send([slow, request('/slow', { duration: 1100 }), ...visit()])
    const { page } = await stage.open(`${app.collector.url}/performance`)
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
    const app = await stage.start()
    await app.send([request('/a')])
    const { page } = await stage.open(`${app.collector.url}/performance`)
    await rows(page, 'Routes').filter({ hasText: '/a' }).waitFor()
    await app.send([request('/b')])
    await rows(page, 'Routes').filter({ hasText: '/b' }).waitFor()
  })

  it('says when its time is empty but an earlier one is not, and leads there', async () => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/performance`)
    await page.getByText('No request was made yet').waitFor()
    await app.send([request('/earlier', { start: Date.now() - 40 * 60_000 })])
    await page.getByText('No request in the last 15 minutes').waitFor()
    await page.getByText('40 min ago').waitFor()
    await page.getByRole('button', { name: 'Show the last hour' }).click()
    await rows(page, 'Routes').filter({ hasText: '/earlier' }).waitFor()
    expect(search(page).get('window')).toBe('1h')
  })

  it('keeps the names of routes readable beside the open drawer', async () => {
    const app = await stage.start()
    const route = '/api/warehouses/[id]/products'
    await app.send([request(route), request('/b')])
    for (const width of [1024, 1280, 1440, 1920, 2560]) {
      const { page } = await stage.open(`${app.collector.url}/performance?route=/b&method=GET`, {
        viewport: { width, height: 900 },
      })
      const name = rows(page, 'Routes').locator('code').filter({ hasText: route })
      await name.waitFor()
      await page.getByRole('complementary').waitFor()
      const cut = await name.evaluate((element) => element.scrollWidth - element.clientWidth)
      expect(cut, `${width} pixels`).toBeLessThanOrEqual(0)
    }
  })
})
