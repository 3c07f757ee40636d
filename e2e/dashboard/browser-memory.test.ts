import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { leak, memory } from './browser-facts.ts'
import { search, useStage, words } from './stage.ts'

const stage = useStage()

describe('memory', () => {
  it('shows what a page uses over time, how fast that grows, what may leak, and what can’t be known', async () => {
    const app = await stage.start()
    const start = Date.now() - 60_000
    const looks = Array.from({ length: 12 }, (_, index) =>
      memory(
        {
          used: 20e6 + index * 1e6,
          nodes: 1000 + index,
          listeners: 40,
          detached: index * 10,
          ...(index > 5 ? { growth: 1.2e6 } : {}),
        },
        {
          time: start + index * 5000,
          path: '/cart',
          missing: ['page'],
          sizes: [
            { name: 'ReviewList', instances: 12, bytes: 480_000 },
            { name: 'Row', instances: 400, bytes: 90_000 },
          ],
        },
      ),
    )
    await app.sendFromPage([
      ...looks,
      leak('detached', 120, 110, { path: '/cart' }),
      leak('component', 64_000, 480_000, {
        path: '/cart',
        attributes: { 'kymo.leak.component': 'ReviewList' },
      }),
    ])
    const { page, problems } = await stage.open(`${app.collector.url}/browser/memory`)
    await page.getByText('1.20 MB a minute').waitFor()
    await page.getByText('31.0 MB').first().waitFor()
    await page.getByText('/cart').first().waitFor()
    for (const name of ['Heap', 'DOM nodes', 'Event listeners', 'Detached nodes'])
      await page.getByRole('img', { name: `${name} over time` }).waitFor()
    const leaks = page.getByRole('list', { name: 'Suspected leaks' })
    expect(await words(leaks)).toContain(
      'The number of nodes taken out of the page and still held grows by 120 a minute, to 110.',
    )
    expect(await words(leaks)).toContain('What ReviewList holds grows by 64.0 kB a minute, to 480 kB.')
    const sizes = page.getByRole('region', { name: 'Components' }).getByRole('row')
    expect(await words(sizes.nth(1))).toBe('ReviewList12480 kB')
    await page
      .getByRole('region', { name: /What this browser/ })
      .getByText('Chromium tells of it where the page is isolated', { exact: false })
      .waitFor()
    // The cross-hair says the figures of its time.
    await page.getByRole('img', { name: 'Heap over time' }).focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.getByText('30.0 MB').waitFor()
    expect(await barriers(page)).toEqual([])

    await app.sendFromPage([memory({ used: 52e6, nodes: 9000 }, { path: '/cart' })])
    await page.getByText('9,000').first().waitFor()
    expect(problems).toEqual([])
  })

  it('is of the page that is chosen, and leads from a leak to its page', async () => {
    const app = await stage.start()
    const other = app.sender({
      'service.name': 'shop',
      'service.instance.id': 'browser:page-b',
      'kymo.runtime': 'browser',
    })
    await other([
      memory(
        { nodes: 700 },
        { path: '/leaky', time: Date.now() - 30_000, missing: ['used', 'total', 'limit'] },
      ),
      leak('nodes', 90, 700, { path: '/leaky' }),
    ])
    await app.sendFromPage([memory({ used: 5e6, nodes: 50 }, { path: '/fine' })])
    const { page } = await stage.open(`${app.collector.url}/browser/memory`)
    await page.getByText('5.00 MB').first().waitFor()
    await page.getByRole('list', { name: 'Suspected leaks' }).getByRole('button', { name: '/leaky' }).click()
    expect(search(page).get('page')).toBe('browser:page-b')
    await page.getByText('The heap: only Chromium tells of it').waitFor()
    await page.reload()
    await page.getByText('700').first().waitFor()
  })

  it('says what to add where no page tells of it', async () => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/browser/memory`)
    await page.getByText('getMemoryProfiler({ enabled: true })').waitFor()
    expect(await barriers(page)).toEqual([])
  })
})
