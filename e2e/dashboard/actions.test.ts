import { describe, expect, it } from 'vitest'
import { action, outbound, request } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('server actions', () => {
  it('say what they were called with, what came of it, and what they fetched', async () => {
    const app = await stage.start()
    const post = request('/cart', {
      attributes: { 'http.request.method': 'POST', 'kymo.request.purpose': 'action' },
    })
    const saved = action(post, 'setQuantity', {
      attributes: {
        'code.function.name': 'setQuantity',
        'code.file.path': 'app/cart/actions.ts',
        'code.line.number': 6,
        'kymo.action.kind': 'form',
        'kymo.action.args': '["lamp-17",{"quantity":"2"}]',
        'kymo.action.redirect': '/cart?added=lamp-17',
        'kymo.action.revalidated': ['path:/cart', 'tag:products'],
      },
    })
    const call = outbound(saved, 'http://upstream.test/cart', { start: saved.start + 2 })
    await app.send([post, saved, call])
    const { page } = await stage.open(`${app.collector.url}/?session=${post.spanId}&tab=actions`)
    const row = rows(page, 'Server actions').filter({ hasText: 'setQuantity' })
    await row.waitFor()
    const line = await row.textContent()
    for (const part of ['form', 'app/cart/actions.ts:6', '/cart?added=lamp-17', 'path:/cart', 'tag:products'])
      expect(line).toContain(part)

    await row.click()
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByText('a form, without script').waitFor()
    expect(await detail.getByRole('region', { name: 'Arguments' }).locator('pre').textContent()).toBe(
      '[\n  "lamp-17",\n  {\n    "quantity": "2"\n  }\n]',
    )
    await detail.getByRole('region', { name: 'Its fetches' }).getByRole('button').click()
    await expect.poll(() => search(page).get('detail')).toBe(`${call.traceId}-${call.spanId}`)
  })

  it('that failed say where, and that arguments are for development', async () => {
    const app = await stage.start()
    const post = request('/cart', {
      status: 'error',
      attributes: { 'http.response.status_code': 500, 'kymo.request.purpose': 'action' },
    })
    const failed = action(post, 'applyCoupon', {
      status: 'error',
      attributes: {
        'exception.message': 'The coupon was refused',
        'exception.stacktrace':
          'Error: The coupon was refused\n    at applyCoupon (app/cart/actions.ts:17:11)',
      },
    })
    await app.send([post, failed])
    const { page } = await stage.open(`${app.collector.url}/?session=${post.spanId}&tab=actions`)
    await rows(page, 'Server actions').filter({ hasText: 'The coupon was refused' }).click()
    const detail = page.getByRole('complementary', { name: 'Detail' })
    await detail.getByText('Not captured: arguments are kept in development only.').waitFor()
    await detail.getByText('(app/cart/actions.ts:17:11)').waitFor()
  })
})
