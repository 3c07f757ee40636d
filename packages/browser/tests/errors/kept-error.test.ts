import { BREADCRUMB_LIMIT, parseBreadcrumbs, parseErrorContexts, parseErrorTags } from '@kymo/protocol'
import { expect, test, vi } from 'vitest'
import { keptBreadcrumbs } from '../../src/error-reporter/breadcrumbs.ts'
import { keptContexts, keptTags, keptUser } from '../../src/error-reporter/error-scope.ts'
import { kymoEvent } from '../../src/error-reporter/kymo-event.ts'
import { Repeats } from '../../src/error-reporter/repeats.ts'
import { keptError, type ReportedError } from '../../src/error-reporter/reported-error.ts'

const error: ReportedError = {
  id: 'a'.repeat(32),
  time: 1,
  type: 'Error',
  message: 'words',
  stack: 'Error: words\n    at one (http://localhost/a.js:1:2)',
  frames: [],
  mechanism: 'window',
  escaped: true,
  level: 'error',
  count: 1,
  url: 'http://localhost/page',
  tags: {},
  contexts: {},
  breadcrumbs: [],
}

const circular: Record<string, unknown> = { deep: { list: [1] } }
circular.self = circular
const throwing = {
  get value(): string {
    throw new Error('no')
  },
}
const many = (count: number, of: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`name ${index}`, of(index)]))

test('whatever tags, contexts and breadcrumbs an app gives, the collector can read what is told of them', () => {
  const tags = [
    {},
    many(500, () => 'x'.repeat(10_000)),
    { a: 1, b: null, c: throwing },
    null,
    'text',
    throwing,
  ]
  const contexts = [
    {},
    {
      circular,
      throwing,
      function: () => {},
      symbol: { value: Symbol('s'), big: 10n, date: new Date(), nan: Number.NaN },
    },
    many(100, () => many(300, () => '\u0001'.repeat(5000))),
    { a: 'text', b: [1, 2] },
  ]
  const crumb = {
    time: 1,
    category: 'app',
    level: 'info',
    message: 'm'.repeat(10_000),
    data: many(100, () => 'y'.repeat(9999)),
  }
  const breadcrumbs = [
    [],
    Array.from({ length: 100 }, () => crumb),
    [null, 1, {}, { ...crumb, level: 'loud', category: 7 }],
    'text',
    [crumb, throwing],
  ]
  for (const kept of tags.map(keptTags)) expect(parseErrorTags(JSON.stringify(kept)).problem).toBeUndefined()
  for (const kept of contexts.map(keptContexts))
    expect(parseErrorContexts(JSON.stringify(kept)).problem).toBeUndefined()
  for (const kept of breadcrumbs.map(keptBreadcrumbs)) {
    expect(parseBreadcrumbs(JSON.stringify(kept)).problem).toBeUndefined()
    expect(JSON.stringify(kept).length).toBeLessThan(24_000)
    expect(kept.length).toBeLessThanOrEqual(BREADCRUMB_LIMIT)
  }
  const { attributes } = kymoEvent({
    ...error,
    tags: keptTags(tags[1]),
    contexts: keptContexts(contexts[2]),
    breadcrumbs: keptBreadcrumbs(breadcrumbs[1]),
  })
  expect(parseErrorTags(attributes['kymo.tags']).problem).toBeUndefined()
  expect(parseErrorContexts(attributes['kymo.contexts']).problem).toBeUndefined()
  expect(parseBreadcrumbs(attributes['kymo.breadcrumbs']).value?.length).toBeGreaterThan(5)
  expect(JSON.stringify(attributes).length).toBeLessThan(60_000)
})

test('secrets are taken out of all that an app may give or change', () => {
  const secret = 'ghp_0123456789012345678901'
  const changed = {
    ...error,
    type: 'Changed',
    message: `with ${secret}`,
    stack: `Error: ${secret}\n    at two (http://localhost/b.js:3:4)`,
    url: `http://user:pw@localhost/?password=1&a=${secret}`,
    environment: secret,
    user: { id: 7, username: secret, more: secret } as never,
    tags: { token: 'abc', plain: secret },
    contexts: { cart: { password: 'abc', nested: { apiKey: 'abc', text: secret }, items: 3 } } as never,
    breadcrumbs: [
      { time: 1, category: 'app', level: 'info', message: secret, data: { cookie: 'abc' } },
    ] as never,
  }
  const kept = keptError(changed, error)
  expect(JSON.stringify(kept)).not.toMatch(/ghp_|abc|user:pw/)
  expect(kept).toMatchObject({
    id: error.id,
    type: 'Changed',
    message: 'with [redacted]',
    frames: [{ function: 'two', file: 'http://localhost/b.js' }],
    user: { id: '7', username: '[redacted]' },
    tags: { token: '[redacted]' },
  })
  expect(kept.contexts.cart).toMatchObject({ password: '[redacted]', items: 3 })
  expect(keptUser('text')).toBeUndefined()
})

test('what is made of an error that is none of its kinds stays as it was', () => {
  const nonsense = {
    type: 7,
    message: {},
    stack: null,
    level: 'loud',
    url: 1,
    tags: 'x',
    contexts: 1,
    breadcrumbs: {},
  }
  expect(keptError(nonsense as never, error)).toMatchObject({
    type: 'Error',
    message: 'words',
    stack: error.stack,
    level: 'error',
    url: error.url,
    tags: {},
    contexts: {},
    breadcrumbs: [],
  })
})

test('errors that are the same within a while are told as one when it is over; others are not held up', () => {
  vi.useFakeTimers()
  try {
    const later: ReportedError[] = []
    const repeats = new Repeats((one) => later.push(one))
    repeats.window = 1000
    const other = { ...error, type: 'Other' }
    expect([error, other, error, error].map((one) => repeats.isFirst(one))).toEqual([
      true,
      true,
      false,
      false,
    ])
    vi.advanceTimersByTime(999)
    expect(later).toEqual([])
    vi.advanceTimersByTime(2)
    expect(later).toEqual([{ ...error, count: 2 }])
    // A loop goes on to be told once a while.
    expect(repeats.isFirst(error)).toBe(false)
    vi.advanceTimersByTime(1001)
    expect(later.map(({ count }) => count)).toEqual([2, 1])
    vi.advanceTimersByTime(5000)
    expect(repeats.isFirst(error)).toBe(true)
    expect(repeats.isFirst(error)).toBe(false)
    repeats.flush()
    expect(later).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(0)
    for (let i = 0; i < 10_000; i++) expect(repeats.isFirst({ ...error, type: `${i}`, stack: '' })).toBe(true)
    repeats.window = 0
    expect([error, error].map((one) => repeats.isFirst(one))).toEqual([true, true])
  } finally {
    vi.useRealTimers()
  }
})
