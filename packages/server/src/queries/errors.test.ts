import type { Fact } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { action, exception, fetchSpan, page, request, span, T } from '../testing/facts.ts'
import { eventRowsOf, rowsOf } from '../testing/rows.ts'
import { errorsOfTrace } from './errors.ts'

const errorsOf = (...facts: Fact[]) => errorsOfTrace(rowsOf(facts), eventRowsOf(facts), () => 'session')
const messagesOf = (...facts: Fact[]) => errorsOf(...facts).map((error) => error.message)

describe('errors of a trace', () => {
  it('are none when all went well', () => {
    const home = page('/')
    expect(errorsOf(home, fetchSpan(home), page('/x', { statusCode: 404 }))).toEqual([])
  })

  it('tell all that is known of an exception', () => {
    const home = page('/')
    const thrown = exception(home, 'no', {
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'no',
        'exception.stacktrace': 'TypeError: no\n  at x',
        'kymo.exception.escaped': true,
      },
    })
    expect(errorsOf(home, thrown)).toEqual([
      {
        traceId: home.traceId,
        sessionId: 'session',
        spanId: home.spanId,
        time: T + 1,
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        type: 'TypeError',
        message: 'no',
        stack: 'TypeError: no\n  at x',
        mechanism: null,
        runtime: null,
        source: null,
        code: null,
        escaped: true,
        report: null,
      },
    ])
  })

  it('hold a failed request that no exception explains', () => {
    expect(errorsOf(request({ path: '/x', statusCode: 503, duration: 7 }))).toMatchObject([
      { type: '503', message: 'GET /x answered 503', time: T + 7, stack: null, escaped: false },
    ])
  })

  it('count an exception and the failed spans above it once', () => {
    const home = page('/', { statusCode: 500 })
    const saved = action(home, 'save', { status: 'error' })
    expect(messagesOf(home, saved, exception(saved, 'out of stock'))).toEqual(['out of stock'])
  })

  it('count an exception that several spans passed on once', () => {
    const home = page('/', { statusCode: 500 })
    const saved = action(home, 'save', { status: 'error' })
    expect(messagesOf(home, saved, exception(saved, 'same'), exception(home, 'same'))).toEqual(['same'])
  })

  it('count the innermost of failures that hang together', () => {
    const home = page('/', { statusCode: 502 })
    const call = fetchSpan(home, {
      statusCode: null,
      status: 'error',
      attributes: { 'error.type': 'ECONNREFUSED' },
    })
    expect(errorsOf(home, call).map((error) => error.type)).toEqual(['ECONNREFUSED'])
  })

  it('count a failed call that was thrown on as its exception', () => {
    const home = page('/', { statusCode: 500 })
    const call = fetchSpan(home, { statusCode: null, status: 'error' })
    expect(messagesOf(home, call, exception(home, 'fetch failed'))).toEqual(['fetch failed'])
  })

  it('count failures beside each other each', () => {
    const home = page('/')
    const calls = [1, 2].map((n) =>
      fetchSpan(home, { url: `http://a.test/${n}`, statusCode: 500, status: 'error' }),
    )
    expect(messagesOf(home, ...calls)).toEqual([
      'GET http://a.test/1 answered 500',
      'GET http://a.test/2 answered 500',
    ])
  })

  it('leave out what another server said the client did wrong', () => {
    const home = page('/')
    expect(errorsOf(home, fetchSpan(home, { statusCode: 404, status: 'error' }))).toEqual([])
  })

  it('leave out a call that the app itself gave up', () => {
    const home = page('/')
    const ended = (errorType: string) =>
      fetchSpan(home, { statusCode: null, status: 'error', attributes: { 'error.type': errorType } })
    expect(errorsOf(home, ended('AbortError'))).toEqual([])
    expect(errorsOf(home, ended('TimeoutError')).map(({ type }) => type)).toEqual(['TimeoutError'])
  })

  it('hold a call that failed after its answer had begun', () => {
    const home = page('/')
    const broken = (statusCode: number, errorType: string) =>
      fetchSpan(home, { statusCode, status: 'error', attributes: { 'error.type': errorType } })
    expect(errorsOf(home, broken(200, 'UND_ERR_SOCKET'))).toMatchObject([
      { type: 'UND_ERR_SOCKET', message: 'GET http://api.test/things answered 200, then failed' },
    ])
    const found = [broken(302, 'TypeError'), broken(404, 'ECONNRESET'), broken(404, '404')]
    expect(errorsOf(home, ...found).map(({ type }) => type)).toEqual(['TypeError', 'ECONNRESET'])
    expect(errorsOf(home, broken(200, 'AbortError'))).toEqual([])
    expect(errorsOf(home, broken(503, '503'))).toHaveLength(1)
  })

  it('take an exception of an unknown span for the cause of a failed request', () => {
    const home = page('/', { statusCode: 500 })
    const thrown = exception({ ...home, spanId: 'f'.repeat(16) }, 'lost')
    expect(messagesOf(home, thrown)).toEqual(['lost'])
  })

  it('survive spans that name each other as parents', () => {
    const a = span('internal', {
      spanId: 'a'.repeat(16),
      parentId: 'b'.repeat(16),
      status: 'error',
      name: 'a',
    })
    const b = span('internal', { ...a, spanId: 'b'.repeat(16), parentId: 'a'.repeat(16), name: 'b' })
    expect(() => errorsOf(a, b, exception(a, 'x'))).not.toThrow()
  })
})
