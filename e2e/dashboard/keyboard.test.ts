import { describe, expect, it } from 'vitest'
import { request, visit } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('the keyboard', () => {
  it('leads from the list to a session, to a row of it, into its detail, and back', async () => {
    const app = await stage.start()
    await app.send([request('/other', { start: Date.now() - 5000 }), ...visit()])
    const { page } = await stage.open(app.collector.url)
    await rows(page, 'Recent sessions').nth(1).waitFor()

    await page.keyboard.press('j')
    await expect.poll(() => search(page).get('session')).toMatch(/^[0-9a-f]{16}$/)
    await page.getByRole('treegrid', { name: 'Timeline' }).getByText('/v1/intents').waitFor()
    await page.keyboard.press('Enter')
    const timeline = page.getByRole('treegrid', { name: 'Timeline' })
    expect(await timeline.evaluate((element) => element === document.activeElement)).toBe(true)

    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByRole('heading', { name: /products\/17/ }).waitFor()
    await expect.poll(() => detail.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('j')
    await detail.getByRole('heading', { name: /addToCart/ }).waitFor()

    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'detached' })
    expect(search(page).get('detail')).toBeNull()
    expect(await timeline.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('goes to pages, finds commands and shows its own help', async () => {
    const app = await stage.start()
    await app.send(visit())
    const { page } = await stage.open(app.collector.url)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL('**/performance')
    await rows(page, 'Routes').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('product/17')
    await page.getByRole('option', { name: /product\/17/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => search(page).get('session')).toMatch(/^[0-9a-f]{16}$/)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  })
})
