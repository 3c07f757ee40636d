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
})
