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
})
