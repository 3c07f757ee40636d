import { describe, expect, it } from 'vitest'
import { page, type RequestOptions, request, T } from '../testing/facts.ts'
import { rowsOf } from '../testing/rows.ts'
import { attribute, supersededAt } from './attribution.ts'
import { rootOf } from './root.ts'

const spans = {
  home: page('/', { start: T }),
  product: page('/product/17', { query: 'color=red', start: T + 100 }),
}

/** Which of the visits a request joins; `own` for a session of its own. */
function joins(
  options: RequestOptions,
  others: Parameters<typeof rowsOf>[0] = Object.values(spans),
): string | null {
  const asked = request({ start: T + 1000, ...options })
  const openers = attribute(rowsOf([asked, ...others]).map(rootOf))
  const opener = openers.get(asked.spanId) ?? null
  if (opener === asked.spanId) return 'own'
  const visit = rowsOf(others).find((row) => row.spanId === opener)
  return visit?.url ?? null
}

describe('a request', () => {
  it.each<[string, RequestOptions, string | null]>([
    ['that names no page is a session of its own', {}, 'own'],
    ['from a page joins its visit', { from: '/' }, '/'],
    ['from a page with a query joins its visit', { from: '/product/17?color=red' }, '/product/17?color=red'],
    ['from another query of the page does not', { from: '/product/17?color=blue' }, 'own'],
    ['from an unknown page is a session of its own', { from: '/gone' }, 'own'],
    ['of another client is a session of its own', { from: '/', client: 'Chrome' }, 'own'],
    ['of no client is a session of its own', { from: '/', client: null }, 'own'],
    ['before the visit is a session of its own', { from: '/', start: T - 1 }, 'own'],
    ['at the time of the visit joins it', { from: '/', start: T }, '/'],
    ['for a prefetch joins', { from: '/', purpose: 'prefetch' }, '/'],
    ['for a hot reload joins', { from: '/', purpose: 'hmr' }, '/'],
    ['for an action joins', { from: '/', purpose: 'action' }, '/'],
    ['for a file joins', { from: '/', purpose: 'asset' }, '/'],
    ['for a file of no page belongs to no session', { purpose: 'asset' }, null],
    ['of the framework and no page belongs to no session', { from: '/gone', purpose: 'internal' }, null],
    ['for a page opens its own, wherever it came from', { from: '/', purpose: 'document' }, 'own'],
    ['for a navigation opens its own, wherever it came from', { from: '/', purpose: 'navigation' }, 'own'],
  ])('%s', (_, options, expected) => {
    expect(joins(options)).toBe(expected)
  })

  it('joins the newest visit of its page before it', () => {
    const visits = [0, 500, 2000].map((after) => page('/', { start: T + after }))
    const asked = request({ from: '/', start: T + 1000 })
    const openers = attribute(rowsOf([...visits, asked]).map(rootOf))
    expect(openers.get(asked.spanId)).toBe(visits[1]?.spanId)
  })

  it('finds the page of a navigation without the parameter that Next.js adds', () => {
    const visit = page('/cart', { query: '_rsc=1a2b3&step=2', purpose: 'navigation' })
    expect(joins({ from: '/cart?step=2' }, [visit])).toBe('/cart?_rsc=1a2b3&step=2')
  })

  it('does not mix two tabs of one browser, by the id of the document', () => {
    const tabs = ['one', 'two'].map((htmlId, i) => page('/', { htmlId, start: T + i }))
    const asked = tabs.map((_, i) =>
      request({ htmlId: i === 0 ? 'one' : 'two', from: '/', start: T + 10 + i }),
    )
    const openers = attribute(rowsOf([...tabs, ...asked]).map(rootOf))
    expect(asked.map((one) => openers.get(one.spanId))).toEqual(tabs.map((tab) => tab.spanId))
  })

  it('tells the pages of one document apart by the path it came from', () => {
    const visits = [
      page('/a', { htmlId: 'one', start: T }),
      page('/b', { htmlId: 'one', start: T + 1, purpose: 'navigation' }),
    ]
    expect(joins({ htmlId: 'one', from: '/a' }, visits)).toBe('/a')
    expect(joins({ htmlId: 'one', from: '/b?filter=1' }, visits)).toBe('/b')
  })

  it('joins the newest page of its document where the page forbids the referer', () => {
    const visits = [
      page('/a', { htmlId: 'one', start: T }),
      page('/b', { htmlId: 'one', start: T + 1, purpose: 'navigation' }),
    ]
    expect(joins({ htmlId: 'one' }, visits)).toBe('/b')
  })

  it('falls back to the client where the document is not known', () => {
    expect(joins({ htmlId: 'unknown', from: '/' })).toBe('/')
  })

  it('goes by the visit that the browser names before all else', () => {
    const visits = [page('/'), page('/', { htmlId: 'h', start: T + 1 })]
    const asked = request({ from: '/', visitId: visits[0]?.spanId ?? '', htmlId: 'h', start: T + 10 })
    const openers = attribute(rowsOf([asked, ...visits]).map(rootOf))
    expect(openers.get(asked.spanId)).toBe(visits[0]?.spanId)
  })
})

describe('attribution', () => {
  it('does not depend on the order in which facts are given', () => {
    const facts = Array.from({ length: 60 }, (_, i) => {
      const start = T + i * 10
      if (i % 7 === 0) return page(`/${i % 3}`, { start, client: i % 2 === 0 ? 'A' : 'B' })
      return request({
        from: `/${i % 3}`,
        start,
        client: i % 2 === 0 ? 'A' : 'B',
        purpose: i % 5 === 0 ? 'asset' : 'data',
      })
    })
    const roots = rowsOf(facts).map(rootOf)
    const expected = [...attribute(roots)].sort()
    for (let turn = 1; turn < roots.length; turn += 7) {
      const turned = [...roots.slice(turn), ...roots.slice(0, turn)].reverse()
      expect([...attribute(turned)].sort()).toEqual(expected)
    }
  })

  it('keeps 100 interleaved clients apart', () => {
    const visits = Array.from({ length: 100 }, (_, i) => page('/', { client: `client ${i}`, start: T + i }))
    const asked = visits.map((_, i) => request({ from: '/', client: `client ${i}`, start: T + 1000 - i }))
    const openers = attribute(rowsOf([...asked, ...visits]).map(rootOf))
    expect(asked.map((one) => openers.get(one.spanId))).toEqual(visits.map((visit) => visit.spanId))
  })

  it('knows which visit took over from which', () => {
    const visits = [page('/'), page('/', { start: T + 10 }), page('/other', { start: T + 20 })]
    const roots = rowsOf(visits).map(rootOf)
    expect([...supersededAt(roots, attribute(roots))]).toEqual([[visits[0]?.spanId, roots[1]?.seq]])
  })
})
