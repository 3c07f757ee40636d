import type { Span } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { exception, request, visit } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('the timeline', () => {
  it('zooms by key, wheel and drag, says so in the address, and shows all again', async () => {
    const app = await stage.start()
    const facts = visit()
    await app.send(facts)
    const { page } = await stage.open(`${app.collector.url}/?session=${facts[0]?.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('/v1/intents').waitFor()
    const zoom = () => {
      const [from, to] = (search(page).get('zoom') ?? '').split('-').map(Number)
      return from === undefined || to === undefined ? null : to - from
    }

    await timeline.focus()
    await page.keyboard.press('+')
    await expect.poll(zoom).toBeCloseTo(122.4 * 0.6, 0)
    await page.keyboard.press('0')
    await expect.poll(zoom).toBeNull()

    const bars = timeline.locator('[data-bars]').first()
    const box = await bars.boundingBox()
    if (box === null) throw new Error('The bars are not shown.')
    await page.mouse.move(box.x + box.width * 0.25, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + 10, { steps: 4 })
    await page.mouse.up()
    await expect.poll(zoom).toBeCloseTo(122.4 / 2, 0)
    expect(await page.getByRole('complementary', { name: 'Detail' }).count()).toBe(0)

    await page.mouse.wheel(0, -300)
    await expect.poll(zoom).toBeLessThan(60)
    await page.reload()
    await timeline.getByText('/v1/intents').waitFor()
    expect(await timeline.getAttribute('data-zoomed')).toBe('true')
  })

  it('shows an error where it happened, and its stack in the detail', async () => {
    const app = await stage.start()
    const failed = request('/boom', { status: 'error', attributes: { 'http.response.status_code': 500 } })
    await app.send([failed, exception(failed, 'TypeError', 'price is undefined')])
    const { page } = await stage.open(`${app.collector.url}/?session=${failed.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.locator('.bar-error').waitFor()
    await timeline.getByText('/boom').click()
    await page
      .getByRole('complementary', { name: 'Detail' })
      .getByText('at page (app/page.tsx:1:1)')
      .waitFor()
    await page.getByRole('tab', { name: /Errors/ }).click()
    await rows(page, 'Errors').filter({ hasText: 'price is undefined' }).waitFor()
  })

  it('folds the files of a session into one row, and opens it by click and key', async () => {
    const app = await stage.start()
    const facts = visit()
    const start = facts[0]?.start ?? 0
    const visitId = facts[0]?.spanId ?? ''
    const files = Array.from({ length: 19 }, (_, index) =>
      request(`/_next/static/chunks/${index}.js`, {
        start: start + 150 + index * 10,
        duration: 20,
        attributes: { 'kymo.request.purpose': 'asset', 'kymo.visit.id': visitId },
      }),
    )
    const visited = facts.map((fact, index) =>
      index === 0 ? { ...fact, attributes: { ...fact.attributes, 'kymo.visit.id': visitId } } : fact,
    )
    await app.send([...visited, ...files])
    const { page } = await stage.open(`${app.collector.url}/?session=${facts[0]?.spanId}`)
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    await timeline.getByText('19 files').waitFor()
    expect(await rows(page, 'Timeline').count()).toBe(5)
    // From the first to the last of them, and after what began before.
    expect(await rows(page, 'Timeline').last().textContent()).toContain('200')
    await page.getByText('1 request, 2 fetches, 1 action').waitFor()

    await timeline.getByText('19 files').click()
    await timeline.getByText('0.js', { exact: true }).waitFor()
    expect(await rows(page, 'Timeline').count()).toBeGreaterThan(10)
    expect(search(page).get('files')).toBe('shown')
    expect(await page.getByRole('complementary', { name: 'Detail' }).count()).toBe(0)
    await page.reload()
    await timeline.getByText('0.js', { exact: true }).click()
    await page
      .getByRole('complementary', { name: 'Detail' })
      .getByRole('heading', { name: /0\.js/ })
      .waitFor()

    await timeline.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => rows(page, 'Timeline').count()).toBe(5)
    expect(search(page).get('files')).toBeNull()
    await page.keyboard.press('Enter')
    await timeline.getByText('0.js', { exact: true }).waitFor()
  })

  it('leads to the page alone where much came after it', async () => {
    const app = await stage.start()
    const facts = visit()
    const opener = facts[0] as Span
    const later = request('/api/later', {
      start: opener.start + 5000,
      attributes: { 'kymo.visit.id': opener.spanId },
    })
    await app.send([...facts, later])
    const { page } = await stage.open(`${app.collector.url}/?session=${opener.spanId}`)
    await page.getByRole('button', { name: 'Show the page only' }).click()
    await expect.poll(() => search(page).get('zoom')).toBe('0-124.8')
    expect(await page.getByRole('button', { name: 'Show the page only' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => search(page).get('zoom')).toBeNull()
  })
})
