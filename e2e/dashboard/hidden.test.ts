import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { load, outbound, request } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

/** A page with its own fetch, two HMR refreshes and a prefetch, each with a fetch. */
function edited() {
  const { page, told } = load('/product/17')
  const visited = { 'kymo.visit.id': page.spanId }
  const made = (purpose: string, start: number) =>
    request('/product/17', { start, attributes: { ...visited, 'kymo.request.purpose': purpose } })
  const requests = [
    made('prefetch', page.start + 300),
    made('hmr', page.start + 1000),
    made('hmr', page.start + 2000),
  ]
  return {
    page,
    told,
    facts: [
      { ...page, attributes: { ...page.attributes, ...visited } },
      outbound(page, 'http://upstream.test/own'),
      ...requests,
      ...requests.map((one, index) => outbound(one, `http://upstream.test/again/${index}`)),
    ],
  }
}

async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^View/ }).click()
  await page.getByRole('menuitemcheckbox', { name }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

describe('what the framework does on its own', () => {
  it('is marked, can be hidden with all it caused, and what is hidden is said', async () => {
    const app = await stage.start()
    const { page: opened, told, facts } = edited()
    await app.send(facts)
    await app.sendFromPage([told])
    const { page } = await stage.open(`${app.collector.url}/?session=${opened.spanId}`)
    const timeline = rows(page, 'Timeline')
    await expect.poll(() => timeline.count()).toBe(9)
    expect(await timeline.filter({ hasText: 'HMR' }).count()).toBe(2)
    expect(await timeline.filter({ hasText: 'prefetch' }).count()).toBe(1)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(4)

    await choose(page, /Hide HMR refreshes/)
    await expect.poll(() => timeline.count()).toBe(5)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(2)
    await page.getByText('2 fetches, 2 hidden').waitFor()
    await page.getByRole('button', { name: 'View: 2 HMR refreshes hidden' }).waitFor()
    expect(search(page).get('hide')).toBe('hmr')

    await choose(page, /Hide prefetches/)
    await expect.poll(() => timeline.count()).toBe(3)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
    expect(search(page).get('hide')).toBe('hmr,prefetch')
    await page.getByRole('tab', { name: 'Fetches 1' }).waitFor()
  })

  it('stays hidden on the next page that is opened, in the list too, and while more comes', async () => {
    const app = await stage.start()
    const { page: opened, told, facts } = edited()
    await app.send(facts)
    await app.sendFromPage([told])
    const { page } = await stage.open(`${app.collector.url}/?session=${opened.spanId}`)
    await rows(page, 'Timeline').first().waitFor()
    await choose(page, /Hide HMR refreshes/)
    await page.goto(app.collector.url)
    await rows(page, 'Recent sessions').first().click()
    await expect.poll(() => rows(page, 'Timeline').count()).toBe(5)
    await page.getByRole('treegrid', { name: 'Recent sessions' }).focus()
    await page.keyboard.press('ArrowRight')
    await rows(page, 'Recent sessions').getByText('2 HMR refreshes hidden').waitFor()

    const refresh = request('/product/17', {
      start: opened.start + 4000,
      attributes: { 'kymo.visit.id': opened.spanId, 'kymo.request.purpose': 'hmr' },
    })
    await app.send([refresh, outbound(refresh, 'http://upstream.test/once-more')])
    await page.getByText('2 fetches, 3 hidden').waitFor()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(2)
    expect(await rows(page, 'Timeline').count()).toBe(5)

    await choose(page, /Hide HMR refreshes/)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(5)
    expect(search(page).get('hide')).toBeNull()
  })
})
