import { expect, test } from 'vitest'
import { errorTypeOf } from './error-type.ts'

test.each([
  [new TypeError('x'), 'TypeError'],
  [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
  [new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), 'ECONNREFUSED'],
  [Object.assign(new Error('x'), { code: 20 }), 'Error'],
  [{ name: '' }, 'Error'],
  ['text', 'string'],
  [null, 'null'],
  [undefined, 'undefined'],
])('%o is called %s', (error, name) => {
  expect(errorTypeOf(error)).toBe(name)
})

test('what is unreadable has a name, too', () => {
  const get = () => {
    throw new Error('hostile')
  }
  expect(errorTypeOf(new Proxy({}, { get }))).toBe('unknown')
})
