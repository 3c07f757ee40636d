import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { outbound, request, visit } from './facts.ts'
import { rows, useStage } from './stage.ts'

const stage = useStage()

describe('live', () => {
  it('says what to do before the first fact, and shows the first session the moment it happens', async () => {
    const app = await stage.start()
    const { page, problems } = await stage.open(app.collector.url)
    await page.getByText('Nothing has happened yet').waitFor()
    await page.getByText('npx kymo dev').waitFor()
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))

    await app.send(visit())
    await rows(page, 'Recent sessions').filter({ hasText: '/product/17' }).waitFor()
    await page.getByRole('treegrid', { name: 'Timeline' }).getByText('/products/17').waitFor()
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    expect(problems).toEqual([])
  })

  it('holds new rows back while somebody is at work in the list, and lets them in after', async () => {
    const app = await stage.start()
    await app.send([request('/first')])
    const { page } = await stage.open(app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/first' }).hover()
    await app.send([request('/second')])
    const waiting = page.getByRole('button', { name: '1 new' })
    await expect
      .poll(async () => {
        await wiggle(page)
        return waiting.count()
      })
      .toBe(1)
    expect(await rows(page, 'Recent sessions').count()).toBe(1)
    await page.mouse.move(1000, 500)
    await rows(page, 'Recent sessions').filter({ hasText: '/second' }).waitFor()
    expect(await waiting.count()).toBe(0)
  })

  it('holds nothing back for a pointer that only rests in the list, as after a click', async () => {
    const app = await stage.start()
    await app.send([request('/first')])
    const { page } = await stage.open(app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/first' }).click()
    await app.send([request('/second')])
    await rows(page, 'Recent sessions').filter({ hasText: '/second' }).waitFor()
  })

  it.each([
    ['wide', 1440],
    ['narrow', 400],
  ])('says how many rows wait without covering any, %s', async (_, width) => {
    const app = await stage.start()
    await app.send(Array.from({ length: 60 }, (_, index) => request(`/old/${index}`)))
    const { page } = await stage.open(app.collector.url, { viewport: { width, height: 900 } })
    const shown = rows(page, 'Recent sessions')
    await shown.first().waitFor()
    const before = await shown.first().boundingBox()
    // What is scrolled away from the top stays where it is, however long the pointer rests.
    const grid = page.getByRole('treegrid', { name: 'Recent sessions' })
    await grid.evaluate((element) => element.scrollTo({ top: 300 }))
    await app.send([request('/new/1'), request('/new/2')])
    const waiting = page.getByRole('button', { name: '2 new' })
    await waiting.waitFor()
    expect(await grid.evaluate((element) => element.scrollTop)).toBe(300)
    const [pill, list] = [await waiting.boundingBox(), await grid.boundingBox()]
    if (pill === null || list === null || before === null) throw new Error('They are shown.')
    expect(pill.y + pill.height).toBeLessThanOrEqual(list.y)
    expect(pill.x + pill.width).toBeLessThanOrEqual(list.x + list.width)
    await waiting.click()
    await shown.filter({ hasText: '/new/2' }).waitFor()
    expect(await grid.evaluate((element) => element.scrollTop)).toBe(0)
    expect(await waiting.count()).toBe(0)
    expect((await shown.first().boundingBox())?.y).toBe(before.y)
  })

  it('does not move while paused', async () => {
    const app = await stage.start()
    await app.send([request('/first')])
    const { page } = await stage.open(app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/first' }).waitFor()
    await page.keyboard.press('p')
    await page.getByRole('button', { name: 'Paused' }).waitFor()
    await app.send([request('/second')])
    await page.waitForFunction(async () => {
      const { total } = await (await fetch('/api/sessions')).json()
      return total === 2
    })
    expect(await rows(page, 'Recent sessions').count()).toBe(1)
    await page.keyboard.press('p')
    await rows(page, 'Recent sessions').filter({ hasText: '/second' }).waitFor()
  })

  it('keeps what it shows when the collector goes, and goes on by itself when it is back', async () => {
    const app = await stage.start()
    await app.send([request('/before')])
    const { page } = await stage.open(app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/before' }).waitFor()
    const { port } = app.collector
    await app.collector.close()
    await page.getByRole('button', { name: 'Reconnecting' }).waitFor()
    expect(await rows(page, 'Recent sessions').count()).toBe(1)

    const again = await stage.start(port)
    await again.send([request('/after')])
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await rows(page, 'Recent sessions').filter({ hasText: '/after' }).waitFor()
  })

  it('tells the requests of the last minute as the collector counts them, whenever the page was opened', async () => {
    const app = await stage.start()
    await app.send([request('/old', { start: Date.now() - 90_000 }), request('/a'), request('/b')])
    await app.send([request('/style.css', { attributes: { 'kymo.request.purpose': 'asset' } })])
    const { page } = await stage.open(app.collector.url)
    const figure = page.getByRole('img', { name: 'in the last minute' })
    await expect.poll(() => figure.textContent()).toBe('2 req/min')
    await app.send([request('/c'), request('/d'), request('/e')])
    await expect.poll(() => figure.textContent()).toBe('5 req/min')
    await page.reload()
    await expect.poll(() => figure.textContent()).toBe('5 req/min')

    const { port } = app.collector
    await app.collector.close()
    await expect.poll(() => figure.textContent()).toBe('– req/min')
    const again = await stage.start(port)
    await again.send([request('/f'), request('/g')])
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await expect.poll(() => figure.textContent()).toBe('2 req/min')
    await again.send([request('/h')])
    await expect.poll(() => figure.textContent()).toBe('3 req/min')
  })
})

describe('the fetches of a session', () => {
  it('stand in the order of its timeline, and those of all sessions with the newest first', async () => {
    const app = await stage.start()
    const facts = visit()
    const [root] = facts
    if (root === undefined) throw new Error('A visit has a request.')
    await app.send(facts)
    const { page } = await stage.open(`${app.collector.url}/?session=${root.spanId}`)
    const addresses = async () => {
      const texts = await rows(page, 'Fetches').locator('code:has(span)').allTextContents()
      return texts.map((text) => text.replace(/^[^/]*/, ''))
    }
    await expect.poll(addresses).toEqual(['/products/17', '/v1/intents'])

    await app.send([
      outbound(root, 'http://upstream.test/last', { start: root.start + 90 }),
      outbound(root, 'http://upstream.test/first', { start: root.start + 2 }),
    ])
    await expect.poll(addresses).toEqual(['/first', '/products/17', '/v1/intents', '/last'])
    await page.getByRole('link', { name: 'All sessions' }).click()
    await expect.poll(addresses).toEqual(['/last', '/v1/intents', '/products/17', '/first'])
  })
})

/** Moves the pointer a little, as a hand does. */
async function wiggle(page: Page): Promise<void> {
  for (const y of [203, 204]) await page.mouse.move(200, y)
}
