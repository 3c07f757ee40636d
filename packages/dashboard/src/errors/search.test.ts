import { expect, it } from 'vitest'
import { parseSearchText, searchText } from '../address/search-text.ts'
import { errorFilter, readErrorsSearch } from './search.ts'

const kept = (search: object) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))

it('reads back from the address what was written to it, and asks for the last day unless told', () => {
  const search = {
    window: '1h',
    app: 'shop',
    q: 'price of "undefined"',
    error: '0ec376d0',
    at: '1760000000000.5',
  }
  const read = readErrorsSearch(parseSearchText(searchText(search)))
  expect(kept(read)).toEqual(search)
  expect(errorFilter(read)).toEqual({ window: '1h', app: 'shop', q: 'price of "undefined"' })
  expect(errorFilter({}).window).toBe('24h')
})

it('takes whatever does not fit as absent', () => {
  const search = parseSearchText(`?window=9y&error=../x&at=soon&q=${'x'.repeat(400)}&app=`)
  expect(kept(readErrorsSearch(search))).toEqual({})
  expect(kept(readErrorsSearch({ at: '1760000000000' }))).toEqual({})
})
