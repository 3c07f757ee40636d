import { expect, test } from 'vitest'
import { exceptionEvent, reportOf } from './exception-event.ts'

const told = (thrown: unknown) => exceptionEvent(reportOf(thrown, undefined, undefined), false, 0).attributes

test.each([
  ['a text', 'string', 'a text'],
  [undefined, 'undefined', 'undefined'],
  [null, 'null', 'null'],
  [42, 'number', '42'],
  [Symbol('odd'), 'symbol', 'Symbol(odd)'],
  [{ status: 418 }, 'object', '{"status":418}'],
  [
    { user: { password: 'hunter2' }, token: 'abc' },
    'object',
    '{"user":{"password":"[redacted]"},"token":"[redacted]"}',
  ],
  [{ message: 'like an error' }, 'Object', 'like an error'],
])('%o is told as what it is', (thrown, type, message) => {
  expect(told(thrown)).toMatchObject({ 'exception.type': type, 'exception.message': message })
})

test('an object is told up to a length', () => {
  expect(told({ long: 'x'.repeat(1000) })['exception.message']).toHaveLength(501)
})

test('the stack has those of causes and of all that failed together', () => {
  const deepest = new TypeError('deepest')
  const error = new AggregateError(
    [new Error('first', { cause: deepest }), 'a text', new RangeError('second')],
    'together',
    { cause: 'somebody' },
  )
  const stack = String(told(error)['exception.stacktrace'])
  expect(stack.split('\n').filter((line) => !/^\s+at /.test(line))).toEqual([
    'AggregateError: together',
    'One of: Error: first',
    'Caused by: TypeError: deepest',
    'One of: a text',
    'One of: RangeError: second',
    'Caused by: somebody',
  ])
})

test('causes that lead around in a circle, or on without end, are followed for a while', () => {
  const first = new Error('first')
  const second = new Error('second', { cause: first })
  first.cause = second
  const lines = String(told(first)['exception.stacktrace']).split('\n')
  expect(lines.filter((line) => /(first|second)$/.test(line))).toEqual([
    'Error: first',
    'Caused by: Error: second',
  ])

  let chain = new Error('0')
  for (let i = 1; i < 100; i++) chain = new Error(String(i), { cause: chain })
  expect(String(told(chain)['exception.stacktrace']).match(/Caused by/g)?.length).toBeLessThan(10)
})

test('what is unreadable is left out', () => {
  const hostile = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse })
  expect(told(hostile)).toMatchObject({ 'exception.type': 'unknown', 'exception.message': '' })
  const error = new Error('readable')
  Object.defineProperty(error, 'stack', { get: refuse })
  Object.defineProperty(error, 'cause', { get: refuse })
  expect(told(error)).toMatchObject({
    'exception.message': 'readable',
    'exception.stacktrace': 'Error: readable',
  })
})

test('messages, stacks and all attributes are told without secrets', () => {
  const report = reportOf(
    new Error('sk_live_abcdefghijkl', { cause: 'ghp_abcdefghijklmnopqrstuvwxyz' }),
    undefined,
    undefined,
  )
  report.attributes['kymo.code.context'] = ['const key = "sk_live_abcdefghijkl"', 'plain']
  const { attributes } = exceptionEvent(report, true, 0)
  expect(JSON.stringify(attributes)).not.toMatch(/sk_live|ghp_/)
  expect(attributes['kymo.code.context']).toEqual(['const key = "[redacted]"', 'plain'])
})

test('the mechanism is what was said, else whether something caught it', () => {
  const mechanism = (options: object) =>
    exceptionEvent(reportOf(1, options, undefined), false, 0).attributes['kymo.exception.mechanism']
  expect(mechanism({})).toBe('app')
  expect(mechanism({ escaped: true })).toBe('process')
  expect(mechanism({ escaped: true, mechanism: 'proxy' })).toBe('proxy')
})

function refuse(): never {
  throw new Error('hostile')
}
