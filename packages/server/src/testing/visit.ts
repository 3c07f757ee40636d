import type { Page } from '@kymo/protocol'
import type { TestCollector } from './collector.ts'
import { action, exception, fetchSpan, page, request, span, T } from './facts.ts'

/** A page that fetched twice, then loaded data and failed to save. */
export async function putVisit(collector: TestCollector) {
  const home = page('/shop', { route: '/shop', duration: 50 })
  const render = span('render', {
    traceId: home.traceId,
    parentId: home.spanId,
    start: T + 2,
    name: 'render',
  })
  const fetches = [
    fetchSpan(render, { url: 'http://a.test/products', cache: 'hit', start: T + 3 }),
    fetchSpan(home, { url: 'http://b.test/stock', cache: 'miss', statusCode: 404, start: T + 4 }),
  ]
  const data = request({ path: '/api/stock/17', from: '/shop', start: T + 100, duration: 20 })
  const post = request({
    path: '/shop',
    method: 'POST',
    purpose: 'action',
    from: '/shop',
    start: T + 200,
    statusCode: 500,
    duration: 1200,
  })
  const save = action(post, 'save', { status: 'error', start: T + 201 })
  const error = exception(save, 'out of stock')
  await collector.put(...fetches, render, home, data, save, error, post)
  return { home, render, fetches, data, post, save }
}

/** All pages of a list, read one after another. */
export async function readAll<Row>(collector: TestCollector, path: string): Promise<Row[]> {
  const rows: Row[] = []
  for (let next: string | null = ''; next !== null; ) {
    const before = next === '' ? '' : `&before=${encodeURIComponent(next)}`
    const answer: Page<Row> = await collector.get(`${path}${before}`)
    rows.push(...answer.rows)
    next = answer.next
  }
  return rows
}
