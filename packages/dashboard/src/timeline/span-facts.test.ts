import type { SpanView } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { spanFacts } from './span-facts.ts'

function span(overrides: Partial<SpanView>): SpanView {
  return {
    id: 'a',
    traceId: 't',
    parentId: null,
    kind: 'internal',
    name: 'work',
    startTime: 0,
    duration: 100,
    status: 'ok',
    attributes: {},
    ...overrides,
  }
}

describe('spanFacts', () => {
  it('tells a call by its path, its host apart', () => {
    const facts = spanFacts(
      span({
        kind: 'fetch',
        name: 'GET',
        attributes: { 'url.full': 'https://pay.test:8443/v1/intents?limit=1', 'http.request.method': 'POST' },
      }),
    )
    expect(facts).toMatchObject({ title: '/v1/intents?limit=1', host: 'pay.test:8443', method: 'POST' })
  })

  it('tells a request by its path and query, and other work by its name', () => {
    const request = span({ kind: 'request', attributes: { 'url.path': '/search', 'url.query': '?q=a' } })
    expect(spanFacts(request).title).toBe('/search?q=a')
    const data = span({ kind: 'request', attributes: { 'url.path': '/search', 'url.query': 'q=a&_rsc=1x2' } })
    expect(spanFacts(data).title).toBe('/search?q=a')
    expect(spanFacts(span({})).title).toBe('work')
    expect(spanFacts(span({ name: '' })).title).toBe('(unnamed)')
  })

  it('shows an address that is none as it came', () => {
    expect(spanFacts(span({ kind: 'fetch', attributes: { 'url.full': 'javascript:x' } })).title).toBe(
      'javascript:x',
    )
    expect(spanFacts(span({ kind: 'fetch', attributes: { 'url.full': '::' } }))).toMatchObject({
      title: '::',
      host: null,
    })
  })

  it('keeps the first byte within the span, and takes only numbers for it', () => {
    expect(spanFacts(span({ attributes: { 'kymo.ttfb': 500 } })).firstByte).toBe(100)
    expect(spanFacts(span({ attributes: { 'kymo.ttfb': -3 } })).firstByte).toBe(0)
    expect(spanFacts(span({ attributes: { 'kymo.ttfb': 'soon' } })).firstByte).toBeNull()
  })

  it('says where a span ran and what a request was made for, as far as that is worth a word', () => {
    const tags = (overrides: Partial<SpanView>) => spanFacts(span(overrides)).tags
    expect(tags({ kind: 'request', attributes: { 'kymo.request.purpose': 'document' } })).toEqual([])
    expect(
      tags({
        kind: 'request',
        attributes: { 'kymo.request.purpose': 'prefetch', 'kymo.runtime': 'edge' },
      }),
    ).toEqual(['prefetch', 'edge'])
    expect(tags({ kind: 'navigation', attributes: { 'kymo.visit.type': 'push' } })).toEqual([
      'push',
      'browser',
    ])
    expect(tags({ kind: 'fetch', attributes: { 'kymo.fetch.origin': 'client-component' } })).toEqual([
      'browser',
    ])
    expect(tags({ kind: 'fetch', attributes: { 'kymo.runtime': 'nodejs' } })).toEqual([])
    expect(tags({ kind: 'action', attributes: { 'kymo.action.kind': 'form' } })).toEqual(['form'])
  })
})
