import { expect, test } from 'vitest'
import { withoutRsc } from './without-rsc.ts'

test.each([
  ['/a?_rsc=1x', '/a'],
  ['/a?b=1&_rsc=1x&c=2', '/a?b=1&c=2'],
  ['http://host/a?order=7&_rsc', 'http://host/a?order=7'],
  ['/a', undefined],
  ['/a?b=_rsc', undefined],
  ['/a?my_rsc=1', undefined],
])('%s is shown as %s', (url, shown) => {
  expect(withoutRsc(url)).toBe(shown)
})
