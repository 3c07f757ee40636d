import { expect, it } from 'vitest'
import { parseSearchText } from '../address/search-text.ts'
import { performanceFilter, readPerformanceSearch, windowReaching } from './search.ts'

const read = (text: string) => readPerformanceSearch(parseSearchText(text))

it('shows the last 15 minutes unless told otherwise', () => {
  expect(performanceFilter(read(''))).toEqual({ window: '15m', app: undefined, include: undefined })
  expect(performanceFilter(read('?window=24h&include=all'))).toMatchObject({ window: '24h', include: 'all' })
})

it('puts an exact range before a window, and takes half a range or a reversed one as none', () => {
  expect(performanceFilter(read('?window=24h&from=1760000000000&to=1760000060000'))).toEqual({
    from: 1_760_000_000_000,
    to: 1_760_000_060_000,
    app: undefined,
    include: undefined,
  })
  expect(performanceFilter(read('?from=1760000000000'))).toMatchObject({ window: '15m' })
  expect(performanceFilter(read('?from=1760000060000&to=1760000000000'))).toMatchObject({ window: '15m' })
  expect(performanceFilter(read('?from=0&to=9e99'))).toMatchObject({ window: '15m' })
})

it('takes whatever does not fit as absent', () => {
  const search = read('?window=2y&sort=evil&order=up&include=some&method=GET&requests=all')
  expect(Object.values(search).filter((value) => value !== undefined)).toEqual([])
})

it('finds the shortest window that still holds what is so old, also a moment later', () => {
  expect([0, 600_000, 899_000, 3_000_000, 3_599_000, 80_000_000, 1e9].map(windowReaching)).toEqual([
    '15m',
    '15m',
    '1h',
    '1h',
    '24h',
    '24h',
    'all',
  ])
})
