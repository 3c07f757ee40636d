import type { BrowserCall } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { isFailed, isSlow, pathOf, segmentsOf } from './call-facts.ts'

const call = (over: Partial<BrowserCall> = {}): BrowserCall => ({
  id: 'a',
  traceId: 'b',
  visitId: null,
  app: 'shop',
  by: 'fetch',
  method: 'GET',
  url: 'https://api.test/cart?x=1',
  host: 'api.test',
  statusCode: 200,
  startTime: 0,
  duration: 100,
  phases: null,
  requestSize: null,
  responseSize: null,
  cacheHit: false,
  resends: 0,
  messages: null,
  interaction: null,
  aborted: false,
  error: null,
  server: null,
  ...over,
})

describe('the phases of a call', () => {
  it('lie along its duration in their order, and those of no length are left out', () => {
    expect(segmentsOf({ duration: 100, phases: { response: 25, dns: 0, wait: 5, request: 50 } })).toEqual([
      { phase: 'wait', left: 0, width: 0.05 },
      { phase: 'request', left: 0.05, width: 0.5 },
      { phase: 'response', left: 0.55, width: 0.25 },
    ])
  })

  it('keep within it where they measure more than it', () => {
    const segments = segmentsOf({ duration: 50, phases: { request: 60, response: 40 } })
    expect(segments.map(({ width }) => width)).toEqual([0.6, 0.4])
  })

  it('are one where the browser does not tell', () => {
    for (const phases of [null, {}, { request: 0 }])
      expect(segmentsOf({ duration: 10, phases })).toEqual([{ phase: 'whole', left: 0, width: 1 }])
  })
})

describe('a call', () => {
  it('failed without an answer or by its status, not when the app gave it up', () => {
    expect(isFailed(call({ statusCode: null, error: 'TypeError' }))).toBe(true)
    expect(isFailed(call({ statusCode: 503 }))).toBe(true)
    expect(isFailed(call({ statusCode: null, error: 'AbortError', aborted: true }))).toBe(false)
    expect(isFailed(call())).toBe(false)
  })

  it('is slow when it answered late, which a socket that stays open is not', () => {
    expect(isSlow(call({ duration: 600 }), 500)).toBe(true)
    expect(isSlow(call({ duration: 600, by: 'websocket' }), 500)).toBe(false)
    expect(isSlow(call({ duration: 600, statusCode: 500 }), 500)).toBe(false)
  })

  it('is shown by its path', () => {
    expect(pathOf('https://api.test/cart?x=1')).toBe('/cart?x=1')
    expect(pathOf('not an address')).toBe('not an address')
  })
})
