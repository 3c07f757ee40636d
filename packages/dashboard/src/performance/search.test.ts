import { expect, it } from 'vitest'
import { parseSearchText } from '../address/search-text.ts'
import { performanceFilter, readPerformanceSearch } from './search.ts'

const read = (text: string) => readPerformanceSearch(parseSearchText(text))

it('shows the last hour unless told otherwise', () => {
  expect(performanceFilter(read(''))).toEqual({ window: '1h', app: undefined, include: undefined })
  expect(performanceFilter(read('?window=24h&include=all'))).toMatchObject({ window: '24h', include: 'all' })
})

it('puts an exact range before a window, and takes half a range or a reversed one as none', () => {
  expect(performanceFilter(read('?window=24h&from=1760000000000&to=1760000060000'))).toEqual({
    from: 1_760_000_000_000,
    to: 1_760_000_060_000,
    app: undefined,
    include: undefined,
  })
  expect(performanceFilter(read('?from=1760000000000'))).toMatchObject({ window: '1h' })
  expect(performanceFilter(read('?from=1760000060000&to=1760000000000'))).toMatchObject({ window: '1h' })
  expect(performanceFilter(read('?from=0&to=9e99'))).toMatchObject({ window: '1h' })
})

it('takes whatever does not fit as absent', () => {
  const search = read('?window=2y&sort=evil&order=up&include=some&method=GET&requests=all')
  expect(Object.values(search).filter((value) => value !== undefined)).toEqual([])
})
