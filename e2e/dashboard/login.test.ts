import { createCollector } from '@kymo/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { barriers } from './barriers.ts'

const token = 'the-token-of-this-fleet'
const readToken = 'another-token-to-look-on'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const field = (page: Page) => page.getByLabel('Token')

test('a closed collector asks for its token once, and lets out again', async () => {
  const collector = await createCollector({ port: 0, token, readToken })
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 400, height: 800 } })
  try {
    const page = await context.newPage()
    await page.goto(`${collector.url}/performance?window=1h`)
    await field(page).waitFor()
    expect(await barriers(page)).toEqual([])

    await field(page).fill('not-the-token')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('This token does not open it.').waitFor()

    await field(page).fill(readToken)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    // Where the visitor wanted to go.
    expect(page.url()).toContain('/performance?window=1h')

    const [cookie, ...more] = await context.cookies()
    expect(more).toEqual([])
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false })
    expect(cookie?.value).not.toContain(readToken)

    // Another page of this browser need not ask again.
    const second = await context.newPage()
    await second.goto(collector.url)
    await second.getByRole('button', { name: 'Live', exact: true }).waitFor()

    const streamEnds = page.waitForEvent('requestfailed', (request) => request.url().includes('/api/stream'))
    await page.keyboard.press('Control+k')
    await page.keyboard.type('log out')
    await page.getByRole('option', { name: 'Log out' }).click()
    await field(page).waitFor()
    // Nothing more is sent to whoever has gone.
    await streamEnds
    expect(await context.cookies()).toEqual([])
    // One who comes back sees it live again.
    await field(page).fill(token)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await context.clearCookies()
    // The other page notices as soon as it reads.
    await second.reload()
    await field(second).waitFor()
  } finally {
    await context.close()
    await collector.close()
  }
})

test('a session lasts over a restart with the same token, and ends with another', async () => {
  const first = await createCollector({ port: 0, token })
  const { port, url } = first
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(url)
    await field(page).fill(token)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await first.close()

    const again = await createCollector({ port, token })
    await page.reload()
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor()
    await again.close()

    const other = await createCollector({ port, token: 'another-token-than-before' })
    await page.reload()
    await field(page).waitFor()
    await other.close()
  } finally {
    await context.close()
    await first.close()
  }
})
