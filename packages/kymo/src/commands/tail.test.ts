import type { Fact } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { line } from './tail.ts'

const HOSTILE = 'a\u001b[31mred\u001b[0m\u001b]0;title\u0007\nb\tc\u009b2J\u202eevil\u2028'
const resource = { 'service.name': HOSTILE, 'service.instance.id': 'one' }
const trace = { traceId: '1'.repeat(32), spanId: '1'.repeat(16) }
const span = { fact: 'span', ...trace, name: HOSTILE, start: 0, duration: 1, status: 'ok' } as const
const attributes = {
  'http.request.method': HOSTILE,
  'http.response.status_code': HOSTILE,
  'url.path': HOSTILE,
  'url.query': HOSTILE,
  'url.full': HOSTILE,
  'kymo.cache.status': HOSTILE,
  'exception.type': HOSTILE,
  'exception.message': HOSTILE,
}

test.each<[string, Fact]>([
  ['a request', { ...span, kind: 'request', attributes }],
  ['a fetch', { ...span, kind: 'fetch', attributes }],
  ['an action', { ...span, kind: 'action', attributes: {} }],
  ['an exception', { fact: 'event', name: HOSTILE, time: 0, attributes }],
  ['an event', { fact: 'event', name: HOSTILE, time: 0, attributes: { 'server.port': HOSTILE } }],
  ['a point', { fact: 'point', name: HOSTILE, time: 0, value: 1, attributes }],
])('%s is one line that can do nothing to the terminal, whatever was captured', (_name, fact) => {
  expect(line(fact, resource)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
})

test('a query that is empty leaves no question mark', () => {
  const facts = {
    ...span,
    kind: 'request',
    attributes: { 'http.request.method': 'GET', 'url.path': '/a', 'url.query': '' },
  } as const
  expect(line(facts, { ...resource, 'service.name': 'shop' })).toMatch(/ GET \/a {2}shop$/)
})
