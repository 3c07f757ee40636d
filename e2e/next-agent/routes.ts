import { expect, test } from 'vitest'
import { asFetch } from '../support/traces.ts'
import type { Stage } from './stage.ts'

/** What each kind of route is called, and what it throws. */
export function routesAndErrors(stage: Stage): void {
  test('every kind of route names itself, and where its fetches come from', async () => {
    const edge = await stage.traces.make('/api/edge/rates', { headers: asFetch })
    expect(edge.request.attributes).toMatchObject({
      'http.route': '/api/edge/rates',
      'kymo.runtime': 'edge',
      'kymo.request.purpose': 'data',
    })
    expect(edge.fetches.map((span) => span.attributes['kymo.fetch.origin'])).toEqual(['edge'])

    const pages = await stage.traces.make('/legacy/orders/1001')
    expect(pages.request.attributes).toMatchObject({
      'http.route': '/legacy/orders/[id]',
      'next.route_kind': 'pages',
      'kymo.request.purpose': 'document',
    })
    expect(pages.fetches.map((span) => span.attributes['kymo.fetch.origin'])).toEqual(['pages'])

    const missing = await stage.traces.make('/no/such/shelf')
    expect(missing.request.attributes['http.response.status_code']).toBe(404)
    expect(missing.request.attributes).not.toHaveProperty('http.route')

    const redirected = await stage.traces.make('/item/notebook')
    expect(redirected.request.attributes['http.response.status_code']).toBe(308)

    const icon = await stage.traces.make('/icon.svg', {
      headers: { 'sec-fetch-dest': 'image', accept: 'image/*' },
    })
    expect(icon.request.attributes['kymo.request.purpose']).toBe('asset')
  })

  test('what a page, a handler and an old page throw is one exception of their request each', async () => {
    for (const [path, type, message] of [
      ['/broken', 'Error', 'The shelf gave way'],
      ['/probe/throws', 'TypeError', 'The handler gave way'],
      ['/legacy/throws', 'RangeError', 'The old page gave way'],
    ] as const) {
      const { request, exceptions } = await stage.traces.make(path)
      expect(request.attributes['http.response.status_code']).toBe(500)
      expect(exceptions.map((event) => event.attributes)).toMatchObject([
        { 'exception.type': type, 'exception.message': message, 'kymo.exception.escaped': false },
      ])
      expect(exceptions[0]?.spanId).toBe(request.spanId)
    }
  })
}
