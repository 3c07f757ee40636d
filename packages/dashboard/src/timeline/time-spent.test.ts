import type { Attributes, SpanView } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { timeSpent } from './time-spent.ts'

function span(
  id: string,
  kind: SpanView['kind'],
  startTime: number,
  duration: number,
  attributes: Attributes = {},
  parentId: string | null = null,
): SpanView {
  return { id, traceId: 't', parentId, kind, name: id, startTime, duration, status: 'ok', attributes }
}

const page = span('page', 'request', 1000, 100, {
  'kymo.request.purpose': 'document',
  'kymo.ttfb': 80,
})
const spent = (...spans: SpanView[]) =>
  Object.fromEntries(timeSpent([page, ...spans], 'page').map(({ on, duration }) => [on, duration]))

describe('timeSpent', () => {
  it('counts each moment once, as the innermost thing that was under way', () => {
    const render = span('render', 'render', 1010, 60)
    const calls = [span('a', 'fetch', 1020, 30), span('b', 'fetch', 1040, 20)]
    const compile = span('compile', 'render', 1000, 8, { 'next.span_type': 'DevBundlerService.ensurePage' })
    expect(spent(render, ...calls, compile)).toEqual({
      fetch: 40,
      compile: 8,
      render: 20,
      server: 12,
      sending: 20,
    })
  })

  it('tells steps apart by their names where the framework has none for them', () => {
    expect(spent(span('compile /cart', 'render', 1000, 30), span('proxy', 'render', 1030, 10))).toMatchObject(
      { compile: 30, proxy: 10, server: 40 },
    )
  })

  it('names the longest of what a part is made of, the largest part first', () => {
    const parts = timeSpent([page, span('a', 'fetch', 1000, 5), span('b', 'fetch', 1005, 90)], 'page')
    expect(parts.map(({ on, longest, share }) => [on, longest.id, share])).toEqual([
      ['fetch', 'b', 0.95],
      ['sending', 'page', 0.05],
    ])
  })

  it('leaves out what came after the page, and what was asked for ahead of time', () => {
    const ahead = span('ahead', 'request', 1010, 50, { 'kymo.request.purpose': 'prefetch' })
    expect(
      spent(
        span('late', 'fetch', 1090, 500),
        ahead,
        span('its', 'fetch', 1010, 50, {}, 'ahead'),
        span('file', 'request', 1010, 50, { 'kymo.request.purpose': 'asset' }),
      ),
    ).toEqual({ fetch: 10, server: 80, sending: 10 })
  })

  it('of a navigation in the browser is what the server did, and the rest', () => {
    const navigation = span('go', 'navigation', 0, 100)
    const data = span('data', 'request', 20, 60, { 'kymo.request.purpose': 'navigation' })
    const parts = timeSpent([navigation, data, span('call', 'fetch', 30, 40)], 'go')
    expect(parts.map(({ on, duration }) => [on, duration])).toEqual([
      ['fetch', 40],
      ['browser', 40],
      ['server', 20],
    ])
  })

  it('is nothing where no more is known than how long it took', () => {
    expect(spent()).toEqual({})
    expect(timeSpent([page], 'other')).toEqual([])
  })
})
