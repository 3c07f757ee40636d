import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { exception, load, mistake, request } from './facts.ts'
import { rows, search, useStage, words } from './stage.ts'

const stage = useStage()

describe('errors', () => {
  it('are told once each, with the line of code, their stack, and the way to their session', async () => {
    const app = await stage.start()
    const failed = [1, 2, 3].map((number) =>
      request(`/product/${number}`, {
        start: Date.now() - 60_000 + number * 1000,
        status: 'error',
        attributes: { 'http.response.status_code': 500, 'kymo.request.purpose': 'document' },
      }),
    )
    const other = request('/other', { start: Date.now() - 90_000, status: 'error' })
    await app.send([
      ...failed,
      ...failed.map((one) => mistake(one)),
      other,
      exception(other, 'RangeError', 'out of range'),
    ])
    const { page, problems } = await stage.open(app.collector.url)
    await page.getByRole('link', { name: 'Errors 2 new' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('e')
    await page.waitForURL('**/errors')
    const groups = rows(page, 'Errors')
    await expect.poll(() => groups.count()).toBe(2)
    const line = await groups.first().textContent()
    for (const part of ['TypeError', 'price is undefined', 'app/product/price.ts:12', 'Render', 'shop'])
      expect(line).toContain(part)
    expect(line).toMatch(/33/)
    // What is looked at is not new any more.
    await page.getByRole('link', { name: 'Errors', exact: true }).waitFor()

    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('complementary', { name: 'Error' })
    await drawer.getByText('3 times').waitFor()
    await drawer.getByText('3 sessions').waitFor()
    const at = drawer.getByRole('region', { name: 'Source' }).locator('tr[aria-current]')
    expect(await at.textContent()).toBe('12  return product.price.amount')
    const stack = drawer.getByRole('list', { name: 'Stack' })
    expect(await stack.locator('.stack-at').textContent()).toBe('at priceOf (app/product/price.ts:12:9)')
    expect(await stack.textContent()).not.toContain('node_modules')
    await stack.getByRole('button', { name: '2 frames of libraries' }).click()
    await stack.getByText('node_modules/next/dist/server/render.js:200:5').waitFor()

    const happened = drawer.getByRole('region', { name: 'When it happened' }).getByRole('button')
    expect(await happened.count()).toBe(3)
    await happened.last().click()
    expect(search(page).get('at')).toBeTruthy()
    await page.reload()
    await drawer.getByRole('link', { name: 'Show in its session' }).click()
    await expect.poll(() => search(page).get('session')).toBe(failed[0]?.spanId)
    await page
      .getByRole('complementary', { name: 'Detail' })
      .getByRole('region', { name: 'Source' })
      .getByText('return product.price.amount')
      .waitFor()
    expect(problems).toEqual([])
  })

  it('of a session stand in its list with their place, and lead to all of the same', async () => {
    const app = await stage.start()
    const failed = request('/product/1', { status: 'error' })
    await app.send([failed, mistake(failed)])
    const { page } = await stage.open(`${app.collector.url}/?session=${failed.spanId}&tab=errors`)
    const row = rows(page, 'Errors').filter({ hasText: 'price is undefined' })
    await row.waitFor()
    expect(await row.textContent()).toContain('app/product/price.ts:12')
    await row.click()
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByRole('region', { name: 'Source' }).waitFor()
    await detail.getByRole('link', { name: 'All of this error' }).click()
    await page.waitForURL('**/errors?**')
    await page.getByRole('complementary', { name: 'Error' }).getByText('1 time', { exact: true }).waitFor()
  })

  it('come in by themselves, without moving what is read', async () => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/errors`)
    await page.getByText('Nothing failed in the last 24 hours').waitFor()
    const first = request('/first', { status: 'error' })
    await app.send([first, mistake(first, 'the first')])
    const groups = rows(page, 'Errors')
    await groups.filter({ hasText: 'the first' }).hover()
    const second = request('/second', { status: 'error' })
    await app.send([second, exception(second, 'RangeError', 'the second')])
    const waiting = page.getByRole('button', { name: '1 new' })
    await expect
      .poll(async () => {
        await groups.first().hover({ position: { x: 200, y: 10 } })
        await groups.first().hover({ position: { x: 210, y: 12 } })
        return waiting.count()
      })
      .toBe(1)
    expect(await groups.count()).toBe(1)
    await page.mouse.move(700, 800)
    await page.mouse.move(700, 20)
    await expect.poll(() => groups.count()).toBe(2)
  })

  it('can be chosen by text and time, and the address holds it', async () => {
    const app = await stage.start()
    const now = request('/now', { status: 'error' })
    const earlier = request('/earlier', { start: Date.now() - 3 * 3_600_000, status: 'error' })
    await app.send([
      now,
      mistake(now, 'of now'),
      earlier,
      exception(earlier, 'RangeError', 'of three hours ago'),
    ])
    const { page } = await stage.open(`${app.collector.url}/errors`)
    const groups = rows(page, 'Errors')
    await expect.poll(() => groups.count()).toBe(2)
    await page.getByRole('button', { name: '1 h', exact: true }).click()
    await expect.poll(() => groups.count()).toBe(1)
    expect(search(page).get('window')).toBe('1h')
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await page.keyboard.press('/')
    await page.keyboard.type('three hours')
    await expect.poll(() => groups.allTextContents()).toEqual([expect.stringContaining('RangeError')])
    await page.reload()
    await expect.poll(() => groups.count()).toBe(1)
    expect(search(page).get('q')).toBe('three hours')
  })

  it('of a page tell what led to them, what the app says of them, when they happened, and whom they hit', async () => {
    const app = await stage.start()
    const visits = [1, 2, 3].map((number) =>
      load(`/product/${number}`, `tab-${number}`, Date.now() - number * 60_000),
    )
    const [newest] = visits
    const thrown = (visited: (typeof visits)[number], time: number) =>
      ({
        fact: 'event',
        name: 'exception',
        time,
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'price is undefined',
          'exception.stacktrace': 'TypeError: price is undefined\n    at buy (app/buy.tsx:4:2)',
          'kymo.exception.mechanism': 'window',
          'kymo.visit.id': visited.page.spanId,
          'kymo.breadcrumbs': JSON.stringify([
            { time: time - 2500, category: 'click', level: 'info', message: 'button “Add to cart”' },
            {
              time: time - 400,
              category: 'request',
              level: 'error',
              message: 'GET http://api.test/prices/1',
              data: { status: 503 },
            },
          ]),
          'kymo.tags': JSON.stringify({ feature: 'checkout' }),
          'kymo.contexts': JSON.stringify({ cart: { items: 3, voucher: false } }),
          'user.id': 'user-123',
        },
      }) as const
    await app.send(visits.map(({ page }) => page))
    await app.sendFromPage([
      ...visits.map(({ told }) => told),
      ...visits.map((visited) => thrown(visited, visited.page.start + 5000)),
    ])
    const { page } = await stage.open(`${app.collector.url}/errors`)
    await rows(page, 'Errors').first().click()
    const drawer = page.getByRole('complementary', { name: 'Error' })
    const before = drawer.getByRole('region', { name: 'What happened before' }).getByRole('listitem')
    await expect.poll(() => before.count()).toBe(3)
    expect(await words(before.first())).toBe('clickbutton “Add to cart”−2.50 s')
    expect(await words(before.nth(1))).toContain('status 503')
    await before.nth(1).getByRole('img', { name: 'error' }).waitFor()
    expect(await drawer.getByRole('region', { name: 'Tags' }).textContent()).toContain('featurecheckout')
    expect(await drawer.getByRole('region', { name: 'Context: cart' }).textContent()).toContain(
      'voucherfalse',
    )
    expect(await drawer.getByRole('region', { name: 'User' }).textContent()).toContain('user-123')
    await drawer.getByRole('img', { name: /At most 1 error in/ }).waitFor()
    expect(await drawer.locator('.trend-bars > rect').count()).toBe(3)
    const affected = drawer.getByRole('region', { name: 'Affected sessions' }).getByRole('link')
    expect(await affected.allTextContents()).toEqual(
      [1, 2, 3].map((number) => expect.stringContaining(`/product/${number}`)),
    )
    expect(await barriers(page)).toEqual([])
    await affected.first().click()
    await expect.poll(() => search(page).get('session')).toBe(newest?.page.spanId)
  })
})
