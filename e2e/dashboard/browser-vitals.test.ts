import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { vital } from './browser-facts.ts'
import { load } from './facts.ts'
import { rows, search, useStage, words } from './stage.ts'

const stage = useStage()
const card = (page: Parameters<typeof rows>[0], name: string) => page.locator(`[data-vital="${name}"]`)

describe('vitals', () => {
  it('show what three quarters of page loads are within, rated in words, by route and by device', async () => {
    const app = await stage.start()
    const visited = load('/cart')
    await app.send([visited.page])
    await app.sendFromPage([
      visited.told,
      ...[1000, 1200, 1400, 2000].map((value) => vital('LCP', value, { path: '/' })),
      vital('INP', 320, { path: '/', device: 'mobile' }),
      vital('CLS', 0.3, {
        path: '/cart',
        device: 'mobile',
        visitId: visited.page.spanId,
        attributes: { 'browser.web_vital.target': 'section.reviews > ul' },
      }),
    ])
    const { page, problems } = await stage.open(app.collector.url)
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    await page.waitForURL('**/browser')
    await expect.poll(() => words(card(page, 'LCP'))).toContain('1.55 s')
    expect(await words(card(page, 'LCP'))).toContain('Good')
    expect(await words(card(page, 'INP'))).toContain('Needs improvement')
    expect(await words(card(page, 'CLS'))).toMatch(/0\.3.*Poor/)
    expect(await words(card(page, 'FCP'))).toContain('not told yet')
    const shares = card(page, 'CLS').getByRole('img', { name: '100 % poor', exact: false })
    expect(await shares.count()).toBe(1)

    const home = rows(page, 'Vitals by route').filter({ has: page.getByText('/', { exact: true }) })
    await expect.poll(() => words(home)).toContain('1.55 s')
    const mobile = rows(page, 'Vitals by device').filter({ hasText: 'mobile' })
    expect(await words(mobile)).toContain('320 ms')

    const poor = rows(page, 'Page loads that were not good')
    await expect.poll(() => poor.count()).toBe(2)
    await poor.filter({ hasText: 'CLS' }).click()
    await expect.poll(() => search(page).get('session')).toBe(visited.page.spanId)
    expect(problems).toEqual([])
  })

  it('can be chosen by vital, route and device, and the address holds it', async () => {
    const app = await stage.start()
    await app.sendFromPage([
      vital('LCP', 1000, { path: '/', device: 'desktop' }),
      vital('LCP', 3000, { path: '/cart', device: 'mobile' }),
      vital('INP', 90, { path: '/cart', device: 'mobile' }),
    ])
    const { page } = await stage.open(`${app.collector.url}/browser`)
    await page.getByRole('button', { name: 'INP' }).click()
    await page.getByRole('heading', { name: /Interaction to Next Paint/ }).waitFor()
    expect(search(page).get('vital')).toBe('INP')
    await page.getByRole('img', { name: /Page loads by INP.*: 1/ }).waitFor()
    await page.getByRole('img', { name: /INP p75 over time/ }).waitFor()

    await rows(page, 'Vitals by route').filter({ hasText: '/cart' }).click()
    expect(search(page).get('route')).toBe('/cart')
    await expect.poll(() => words(card(page, 'LCP'))).toContain('3.00 s')
    await page.getByRole('combobox', { name: 'Device' }).click()
    await page.getByRole('option', { name: 'desktop' }).click()
    await page.getByText('No page load of this route and device').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => words(card(page, 'LCP'))).toContain('2.50 s')
  })

  it('come in by themselves, say how healthy pages are, and what to add where nothing is told', async () => {
    const app = await stage.start()
    // Contrasts are measured of what stands, not of what fades in.
    const { page } = await stage.open(`${app.collector.url}/browser`, { reducedMotion: 'reduce' })
    await page.getByText('No page was loaded in the last hour').waitFor()
    await page.getByText('startPage({').waitFor()
    expect(await barriers(page)).toEqual([])
    await app.sendFromPage([vital('LCP', 2000)])
    await expect.poll(() => words(card(page, 'LCP'))).toContain('2.00 s')
    const health = page.getByRole('button', { name: /^Health 100 of 100 Healthy/ })
    await health.waitFor()
    await app.sendFromPage([vital('LCP', 9000), vital('INP', 2000)])
    await page.getByRole('button', { name: /^Health \d+ of 100 (Degraded|Failing)/ }).click()
    await page
      .getByRole('list', { name: 'Parts of the score' })
      .getByText(/LCP .*, INP 2\.00 s/)
      .waitFor()
    expect(await barriers(page)).toEqual([])
  })
})
