import { describe, expect, it } from 'vitest'
import { readComponentsSearch } from './components/search.ts'
import { readMemorySearch } from './memory/search.ts'
import { readNetworkSearch } from './network/search.ts'
import { browserFilter, browserWords, readBrowserSearch } from './search.ts'
import { readSignalsSearch } from './signals/search.ts'
import { readVitalsSearch, vitalsFilter } from './vitals/search.ts'

const given = (search: object) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))

describe('the addresses of the pages about browsers', () => {
  it('say app and time, an hour unless given', () => {
    const search = readBrowserSearch({ app: 'shop', window: '24h', from: '1', to: 'x' })
    expect(given(search)).toEqual({ app: 'shop', window: '24h' })
    expect(browserWords(search)).toBe('in the last 24 hours')
    expect(given(browserFilter(readBrowserSearch({})))).toEqual({ window: '1h' })
    const zoomed = readBrowserSearch({ from: '1700000000000', to: '1700000060000', window: '1h' })
    expect(given(browserFilter(zoomed))).toEqual({ from: 1_700_000_000_000, to: 1_700_000_060_000 })
  })

  it('take what they know, and nothing else', () => {
    const all = {
      route: '/product/[id]',
      device: 'mobile',
      vital: 'CLS',
      q: 'x',
      sort: 'wasted',
      order: 'asc',
      component: 'shop react Card',
      libraries: 'shown',
      commit: '17',
      page: 'browser:ab-1',
      kind: 'effect',
      signal: '12',
      host: 'api.test',
      by: 'xhr',
      visit: 'a'.repeat(16),
      zoom: '0-12.5',
    }
    expect(given(readVitalsSearch(all))).toEqual({ route: '/product/[id]', device: 'mobile', vital: 'CLS' })
    expect(given(vitalsFilter(readVitalsSearch(all)))).toEqual({
      window: '1h',
      route: '/product/[id]',
      device: 'mobile',
    })
    expect(given(readComponentsSearch(all))).toEqual({
      q: 'x',
      sort: 'wasted',
      order: 'asc',
      component: 'shop react Card',
      libraries: 'shown',
      commit: '17',
    })
    expect(given(readSignalsSearch(all))).toEqual({
      page: 'browser:ab-1',
      q: 'x',
      kind: 'effect',
      signal: '12',
    })
    expect(given(readMemorySearch(all))).toEqual({ page: 'browser:ab-1' })
    expect(given(readNetworkSearch(all))).toEqual({
      host: 'api.test',
      by: 'xhr',
      q: 'x',
      visit: 'a'.repeat(16),
      zoom: '0-12.5',
    })
    const evil = Object.fromEntries(Object.keys(all).map((name) => [name, '\u0000"><script>']))
    for (const read of [
      readVitalsSearch,
      readComponentsSearch,
      readSignalsSearch,
      readMemorySearch,
      readNetworkSearch,
    ])
      expect(given(read(evil))).toEqual({})
  })
})
