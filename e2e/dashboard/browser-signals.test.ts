import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { signal, signals } from './browser-facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

const NODES = [
  signal(1, 'price', { updates: 400, peak: 90, subscribers: 1 }),
  signal(2, 'total', { kind: 'computed', updates: 40, peak: 3, subscribers: 2, dependsOn: [1, 3] }),
  signal(3, 'tax', { kind: 'computed', updates: 4, peak: 2, subscribers: 1, dependsOn: [2] }),
  signal(4, 'draw', { kind: 'effect', updates: 40, peak: 3, dependsOn: [2] }),
]

describe('signals', () => {
  it('are drawn with what depends on what, and name cycles and what updates too often', async () => {
    const app = await stage.start()
    await app.sendFromPage([signals(NODES, { cycles: [[2, 3]], path: '/cart' })])
    const { page, problems } = await stage.open(`${app.collector.url}/browser/signals`)
    const graph = page.getByRole('img', { name: /Graph of 4 signals with 4 dependences and 1 cycle/ })
    await graph.waitFor()
    await page.getByText('1 signal updated 60 times or more in one second').waitFor()
    const cycle = page.getByRole('list', { name: 'Cycles' })
    expect(await cycle.textContent()).toContain('total → tax → total')
    const x = async (id: number) => (await page.locator(`[data-signal="${id}"]`).boundingBox())?.x ?? 0
    expect(await x(1)).toBeLessThan(await x(2))
    expect(await x(2)).toBeLessThan(await x(4))
    expect(await page.locator('[data-signal][data-cycle]').count()).toBe(2)
    expect(await page.locator('.graph-edge[data-cycle]').count()).toBe(2)

    const table = rows(page, 'Signals')
    expect(await table.first().textContent()).toMatch(/price.*signal.*400.*too often.*90.*1.*preact/)
    await table.filter({ hasText: 'total' }).click()
    expect(search(page).get('signal')).toBe('2')
    const drawer = page.getByRole('complementary', { name: 'Signal' })
    await drawer.getByText('It is in a cycle').waitFor()
    await drawer.getByRole('region', { name: 'Depends on' }).getByRole('button', { name: /price/ }).click()
    expect(search(page).get('signal')).toBe('1')
    await drawer.getByText('It updated 90 times in one second; from 60 that is too often.').waitFor()
    // What is next to it stands out.
    await expect.poll(() => page.locator('[data-signal][data-far]').count()).toBe(2)
    expect(await barriers(page)).toEqual([])
    expect(problems).toEqual([])
  })

  it('have no picture once none of them lives, and say so', async () => {
    const app = await stage.start()
    await app.sendFromPage([signals([signal(1, 'draft', { updates: 3, gone: true })])])
    const { page } = await stage.open(`${app.collector.url}/browser/signals`)
    await page.getByText('None of them lives any more').waitFor()
    await rows(page, 'Signals').filter({ hasText: 'draft' }).waitFor()
    // What a filter hides is not gone.
    await page.goto(`${app.collector.url}/browser/signals?q=nothing`)
    await page.getByText('No signal matches').waitFor()
    expect(await page.getByText('None of them lives any more').count()).toBe(0)
  })

  it('are of the page that told last, until another one is chosen', async () => {
    const app = await stage.start()
    const other = app.sender({
      'service.name': 'shop',
      'service.instance.id': 'browser:page-b',
      'kymo.runtime': 'browser',
    })
    await app.sendFromPage([signals([signal(1, 'first')], { path: '/first', time: Date.now() - 30_000 })])
    const { page } = await stage.open(`${app.collector.url}/browser/signals`)
    await rows(page, 'Signals').filter({ hasText: 'first' }).waitFor()
    await other([signals([signal(1, 'second')], { path: '/second' })])
    await rows(page, 'Signals').filter({ hasText: 'second' }).waitFor()
    await page.getByRole('combobox', { name: 'Page' }).click()
    await page.getByRole('option', { name: /\/first/ }).click()
    await rows(page, 'Signals').filter({ hasText: 'first' }).waitFor()
    expect(search(page).get('page')).toMatch(/^browser:/)
    await page.reload()
    await rows(page, 'Signals').filter({ hasText: 'first' }).waitFor()
  })

  it('of a great many show the hottest and what is next to them, and say so', async () => {
    const app = await stage.start()
    const many = Array.from({ length: 1200 }, (_, index) =>
      signal(index, `s${index}`, {
        updates: 5000 - index,
        dependsOn: index === 0 ? [] : [Math.floor(index / 2)],
      }),
    )
    const reports = Array.from({ length: 6 }, (_, part) => signals(many.slice(part * 200, part * 200 + 200)))
    await app.sendFromPage(reports)
    const { page } = await stage.open(`${app.collector.url}/browser/signals`)
    await page.getByText('300 of 1,200: the most updated, and what is next to them').waitFor()
    await expect.poll(() => page.locator('[data-signal]').count()).toBe(300)
    const frame = page.getByRole('img', { name: /Graph of 300 signals/ })
    const width = async () => (await page.locator('[data-signal="0"]').boundingBox())?.width ?? 0
    const before = await width()
    await frame.focus()
    await page.keyboard.press('+')
    await expect.poll(width).toBeGreaterThan(before * 1.2)
    await page.keyboard.press('0')
    await expect.poll(width).toBeLessThan(before)
    await page.keyboard.press('/')
    await page.keyboard.type('s119')
    await page.getByText('11 signals', { exact: true }).waitFor()
  })

  it('say what to add where no page tells of any', async () => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/browser/signals`)
    await page.getByText('getSignalTracker({ enabled: true })').waitFor()
    expect(await barriers(page)).toEqual([])
  })
})
