import { describe, expect, it } from 'vitest'
import { visit } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('the address', () => {
  it('holds the filters, and the back button takes them back', async () => {
    const app = await stage.start()
    await app.send(visit())
    const { page } = await stage.open(`${app.collector.url}/?session=all`)
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(2)

    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: /5xx/ }).click()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
    expect(search(page).get('status')).toBe('5xx')
    await rows(page, 'Fetches').filter({ hasText: 'pay.test' }).waitFor()

    await page.goBack()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(2)
    expect(search(page).get('status')).toBeNull()

    // While a list of choices is closing, keys are still its own.
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.keyboard.type('products')
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
    expect(search(page).get('q')).toBe('products')
    await page.reload()
    await expect.poll(() => rows(page, 'Fetches').count()).toBe(1)
  })

  it('may say anything without harm', async () => {
    const app = await stage.start()
    await app.send(visit())
    const { page, problems } = await stage.open(
      `${app.collector.url}/?session=../x&detail=%3Cscript%3E&zoom=9-1&tab=evil&status=%00&method=%22`,
    )
    await rows(page, 'Recent sessions').first().waitFor()
    await page.goto(`${app.collector.url}/performance?window=9y&from=abc&sort=constructor&route=%00`)
    await rows(page, 'Routes').first().waitFor()
    expect(problems).toEqual([])
  })
})
