import { describe, expect, it } from 'vitest'
import { load, navigation, request } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('visits', () => {
  it('say how they began, and that some requests had no page', async () => {
    const app = await stage.start()
    const first = load('/home')
    const visit = 'a1b2c3d4e5f60718'
    const data = request('/cart', {
      start: Date.now() - 3000,
      attributes: { 'kymo.request.purpose': 'navigation', 'kymo.visit.id': visit },
    })
    await app.send([first.page, data, request('/api/cron', { start: Date.now() - 1000 })])
    await app.sendFromPage([first.told, navigation(visit, 'push', '/cart', { start: Date.now() - 3005 })])
    const { page } = await stage.open(app.collector.url)
    const mark = (path: string, word: string) =>
      rows(page, 'Recent sessions').filter({ hasText: path }).getByRole('img', { name: word, exact: true })
    await mark('/home', 'Page load').waitFor()
    await mark('/cart', 'Client navigation').waitFor()
    await mark('/api/cron', 'Request without a page').waitFor()
    expect(await rows(page, 'Recent sessions').count()).toBe(3)

    await rows(page, 'Recent sessions').filter({ hasText: '/cart' }).click()
    const timeline = rows(page, 'Timeline')
    await expect.poll(() => timeline.count()).toBe(2)
    expect(await timeline.nth(0).textContent()).toMatch(/^\/cartpushbrowser150/)
    expect(await timeline.nth(1).textContent()).toMatch(/^\/cartnavigation120/)
    expect(await timeline.nth(1).getAttribute('aria-level')).toBe('2')
  })

  it('of two tabs are told apart, and those of one can be shown alone', async () => {
    const app = await stage.start()
    const visits = [
      load('/one', 'tab-1', Date.now() - 9000),
      load('/two', 'tab-2', Date.now() - 8000),
      load('/three', 'tab-1', Date.now() - 7000),
    ]
    await app.send(visits.map(({ page }) => page))
    await app.sendFromPage(visits.map(({ told }) => told))
    const { page } = await stage.open(app.collector.url)
    const tabOf = async (path: string) =>
      (await rows(page, 'Recent sessions').filter({ hasText: path }).textContent())?.match(
        /Browser tab ([A-Z])/,
      )?.[1]
    await expect.poll(() => tabOf('/one')).toMatch(/[AB]/)
    expect(await tabOf('/three')).toBe(await tabOf('/one'))
    expect(await tabOf('/two')).not.toBe(await tabOf('/one'))
    const letter = await tabOf('/two')

    const asked = page.waitForRequest((sent) => sent.url().includes('/api/sessions?'))
    await rows(page, 'Recent sessions').filter({ hasText: '/two' }).click()
    await page.getByRole('button', { name: `Browser tab ${letter}` }).click()
    expect(new URL((await asked).url()).searchParams.get('tab')).toBe('tab-2')
    await expect.poll(() => rows(page, 'Recent sessions').count()).toBe(1)
    expect(search(page).get('browserTab')).toBe('tab-2')
    const later = load('/four', 'tab-2', Date.now() - 1000)
    await app.send([later.page])
    await app.sendFromPage([later.told])
    await expect.poll(() => rows(page, 'Recent sessions').count()).toBe(2)
    await page.reload()
    await expect.poll(() => rows(page, 'Recent sessions').count()).toBe(2)
    expect(await tabOf('/two')).toBe(letter)
    await page.getByRole('button', { name: 'Show the sessions of all tabs' }).click()
    await expect.poll(() => rows(page, 'Recent sessions').count()).toBe(4)
  })
})
