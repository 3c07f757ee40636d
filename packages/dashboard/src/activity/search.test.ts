import { expect, it } from 'vitest'
import { parseSearchText, searchText } from '../address/search-text.ts'
import { parseSpanRef, spanRefText } from '../address/span-ref.ts'
import { readActivitySearch } from './search.ts'

const SPAN = '00f067aa0ba902b7'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

const kept = (search: object) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))

it('reads back from the address what was written to it', () => {
  const search = {
    session: '1234567890123456',
    tab: 'actions',
    detail: spanRefText({ traceId: TRACE, spanId: SPAN }),
    zoom: '10-20.5',
    error: '0ec376d0cde7c012-1760000000000.125',
    renders: 'shown',
    hide: 'hmr,prefetch',
    browserTab: '0ea49f75ee01536d',
    host: 'api.example.com:8080',
    origin: 'client-component',
    q: '/product/[id]?a=1&b=ä',
    status: '5xx',
  }
  const text = searchText(search)
  expect(text).toContain('session=1234567890123456&')
  expect(kept(readActivitySearch(parseSearchText(text)))).toEqual(search)
})

it('takes whatever does not fit as absent', () => {
  const search = parseSearchText(
    `?session=../../etc&tab=<script>&detail=x&zoom=9-1&method=get&status=6xx&cache=yes&q=${'x'.repeat(400)}&result=maybe&host=&error=a-b&hide=document&renders=yes&origin=moon`,
  )
  expect(kept(readActivitySearch(search))).toEqual({})
})

it('names a span by its trace and its id', () => {
  expect(parseSpanRef(`${TRACE}-${SPAN}`)).toEqual({ traceId: TRACE, spanId: SPAN })
  expect(parseSpanRef(SPAN)).toBeNull()
  expect(parseSpanRef(undefined)).toBeNull()
})
