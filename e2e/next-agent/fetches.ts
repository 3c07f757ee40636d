import { expect, test } from 'vitest'
import { rows, type Stage } from './stage.ts'

/** Pages and handlers with what they fetch. */
export function fetchesOfPages(stage: Stage): void {
  test('a page is one request with its route, and each fetch is one row with its cache status', async () => {
    const cold = await stage.traces.make('/product/sextant?ref=mail')
    expect(cold.request).toMatchObject({ name: 'GET /product/[id]', status: 'unset' })
    expect(cold.request.attributes).toMatchObject({
      'http.route': '/product/[id]',
      'next.route_kind': 'app-page',
      'kymo.request.purpose': 'document',
      'url.path': '/product/sextant',
      'url.query': 'ref=mail',
      'http.response.status_code': 200,
    })
    // The page and its metadata ask for the same product: the second finds what the first has put there.
    expect(rows(cold.fetches)).toEqual([
      '/products/sextant force-cache hit 200',
      '/products/sextant force-cache miss 200',
      '/products/sextant/price no-store skip 200',
      '/products/sextant/reviews revalidate:30 miss 200',
    ])
    const warm = await stage.traces.make('/product/sextant')
    expect(rows(warm.fetches)).toEqual([
      '/products/sextant force-cache hit 200',
      '/products/sextant force-cache hit 200',
      '/products/sextant/price no-store skip 200',
      '/products/sextant/reviews revalidate:30 hit 200',
    ])
    for (const span of warm.fetches) {
      expect(stage.traces.ownerOf(span)).toBe(warm.request)
      expect(span.attributes['kymo.fetch.origin']).toBe('server-component')
    }
  })

  test('fetches of one url at the same time each get their own cache status', async () => {
    await stage.traces.make('/probe')
    // The entry that lives for a second goes stale; it is served once more while it is renewed.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const { fetches } = await stage.traces.make('/probe')
    expect(rows(fetches)).toEqual([
      '/promotion auto hit 200',
      '/promotion auto skip 200',
      '/rates force-cache hit 200',
      '/rates no-store skip 200',
      '/rates revalidate:1 stale 200',
    ])
    const shared = fetches.find((span) => rows([span])[0] === '/promotion auto hit 200')
    expect(shared?.attributes['kymo.cache.reason']).toMatch(/^request memoization/)
    const tagged = fetches.find((span) => span.attributes['kymo.cache.revalidate'] === 1)
    expect(tagged?.attributes['kymo.cache.tags']).toEqual(['probe', 'rates'])
  })

  test('requests at the same time keep their fetches apart', async () => {
    const ids = ['hand-lens', 'barometer', 'notebook', 'metronome', 'sextant']
    const traces = await Promise.all(
      Array.from({ length: 40 }, (_, i) => stage.traces.make(`/api/products/${ids[i % ids.length]}/stock`)),
    )
    traces.forEach(({ request, fetches }, i) => {
      expect(request.attributes['http.route']).toBe('/api/products/[id]/stock')
      expect(rows(fetches)).toEqual([`/products/${ids[i % ids.length]}/stock no-store skip 200`])
      expect(fetches[0]?.attributes['kymo.fetch.origin']).toBe('route-handler')
    })
  })
}
