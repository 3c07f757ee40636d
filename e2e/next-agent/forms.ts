import { expect, test } from 'vitest'
import { rows, type Stage } from './stage.ts'

/** Server actions without scripts. */
export function plainForms(stage: Stage): void {
  test('an action that a plain form invokes is a span with its name, file, fetches and error', async () => {
    const good = await stage.traces.submit('/product/metronome', 'Add to cart', { quantity: '1' })
    expect(good.request.attributes['kymo.request.purpose']).toBe('action')
    expect(good.actions).toMatchObject([
      {
        name: '(inline)',
        status: 'ok',
        parentId: good.request.spanId,
        attributes: { 'code.file.path': 'app/product/[id]/page.tsx', 'kymo.action.kind': 'form' },
      },
    ])
    const caused = good.fetches.filter((span) => span.parentId === good.actions[0]?.spanId)
    expect(rows(caused)).toEqual(['/products/metronome/stock no-store skip 200'])
    expect(caused[0]?.attributes['kymo.fetch.origin']).toBe('server-action')

    const bound = await stage.traces.submit('/product/metronome', 'Write a review', {
      author: 'A',
      text: 'B',
      stars: '4',
    })
    expect(bound.actions).toMatchObject([
      {
        name: 'addReview',
        status: 'ok',
        attributes: {
          'code.function.name': 'addReview',
          'code.file.path': 'app/product/[id]/actions.ts',
        },
      },
    ])

    const cookie = `cart=${encodeURIComponent(JSON.stringify({ lines: { metronome: 1 } }))}`
    const broken = await stage.traces.submit('/cart', 'Apply coupon', { coupon: 'broken' }, { cookie })
    expect(broken.actions).toMatchObject([
      {
        name: 'applyCoupon',
        status: 'error',
        attributes: { 'code.file.path': 'app/cart/actions.ts', 'error.type': 'UpstreamError' },
      },
    ])
    expect(broken.request.attributes['http.route']).toBe('/cart')
    expect(broken.exceptions).toMatchObject([
      {
        spanId: broken.actions[0]?.spanId,
        attributes: { 'exception.message': 'The coupon service fell over.' },
      },
    ])

    const placed = await stage.traces.submit(
      '/checkout',
      'Place the order',
      { name: 'Ada', number: '4242' },
      { cookie },
    )
    expect(placed.request.attributes['http.response.status_code']).toBe(303)
    expect(placed.actions).toMatchObject([{ name: 'placeOrder', status: 'ok' }])
    expect(placed.exceptions).toEqual([])
  })
}
