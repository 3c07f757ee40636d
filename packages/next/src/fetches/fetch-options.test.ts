import type { ActiveSpan } from '@kymo/node'
import { expect, test } from 'vitest'
import { describeTarget } from './fetch-options.ts'

function targetOf(input: unknown, init?: unknown) {
  const set: Record<string, unknown> = {}
  const span = { name: '', set: (name: string, value: unknown) => (set[name] = value) }
  describeTarget(span as unknown as ActiveSpan, input, init)
  return { name: span.name, url: set['url.full'], method: set['http.request.method'] }
}

test.each([
  ['http://a.test:81/x?token=t'],
  [new URL('http://a.test:81/x?token=t')],
  [new Request('http://a.test:81/x?token=t')],
])('%s', (input) =>
  expect(targetOf(input)).toEqual({
    name: 'GET a.test:81',
    url: 'http://a.test:81/x?token=[redacted]',
    method: 'GET',
  }),
)

test('what is no address is named as it was written, without its secrets', () => {
  expect(targetOf('/api/cart?token=t', { method: 'post' })).toEqual({
    name: 'POST /api/cart?token=[redacted]',
    url: undefined,
    method: 'POST',
  })
})

test('the code of an argument is not run again to name it', () => {
  const input = {
    toString: () => {
      throw new Error('of the app')
    },
  }
  expect(targetOf(input).name).toBe('GET')
  expect(targetOf(undefined).name).toBe('GET')
})
