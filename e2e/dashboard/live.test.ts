import { describe, expect, it } from 'vitest'
import { request, visit } from './facts.ts'
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

  it('holds new rows back while the list is pointed at, and lets them in after', async () => {
    const app = await stage.start()
    await app.send([request('/first')])
    const { page } = await stage.open(app.collector.url)
    await rows(page, 'Recent sessions').filter({ hasText: '/first' }).hover()
    await app.send([request('/second')])
    await page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await rows(page, 'Recent sessions').count()).toBe(1)
    await page.mouse.move(1000, 500)
    await rows(page, 'Recent sessions').filter({ hasText: '/second' }).waitFor()
    expect(await page.getByRole('button', { name: '1 new' }).count()).toBe(0)
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
})
