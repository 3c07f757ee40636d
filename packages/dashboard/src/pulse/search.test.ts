import { describe, expect, it } from 'vitest'
import { fleetFilter, readPulseSearch } from './search.ts'

describe('the address of the pulse page', () => {
  it('is read back as it was written', () => {
    const search = {
      window: '6h',
      app: 'shop',
      environment: 'production',
      q: 'web',
      state: 'lost',
      server: 'web-1',
      wall: '1',
    } as const
    expect(readPulseSearch({ ...search })).toMatchObject(search)
    expect(fleetFilter(readPulseSearch({ ...search }))).toEqual({
      window: '6h',
      app: 'shop',
      environment: 'production',
    })
  })

  it('is of the last hour unless it says another time', () => {
    expect(fleetFilter(readPulseSearch({}))).toMatchObject({ window: '1h' })
    const zoom = { from: '1700000000000', to: '1700000060000' }
    expect(fleetFilter(readPulseSearch(zoom))).toEqual({ from: 1_700_000_000_000, to: 1_700_000_060_000 })
  })

  it('opens one detail at a time', () => {
    const all = { server: 'web-1', slow: '1-1', error: 'abc', panel: 'alerts' }
    expect(readPulseSearch(all)).toMatchObject({
      server: 'web-1',
      slow: undefined,
      error: undefined,
      panel: undefined,
    })
    expect(readPulseSearch({ error: 'abc', panel: 'alerts' })).toMatchObject({
      error: 'abc',
      panel: undefined,
    })
  })

  it('takes for absent what makes no sense', () => {
    const nonsense = {
      window: '9y',
      from: 'x',
      to: '1',
      state: 'dead',
      error: '<b>',
      panel: 'evil',
      wall: 'yes',
      server: '\u0000',
    }
    expect(Object.values(readPulseSearch(nonsense)).every((value) => value === undefined)).toBe(true)
  })
})
