import { describe, expect, it } from 'vitest'
import { chooseSignals, type SignalRow } from './choose-signals.ts'

const signal = (id: number, updates: number, dependsOn: number[] = [], gone = false): SignalRow => ({
  id,
  name: `s${id}`,
  kind: 'signal',
  library: 'preact',
  updates,
  peak: 0,
  subscribers: 0,
  dependsOn,
  gone,
  lastSeen: 0,
})

describe('the signals of the picture', () => {
  it('are all that live while there is room', () => {
    const { signals, of } = chooseSignals([signal(1, 1), signal(2, 9, [], true)], [])
    expect(signals.map(({ id }) => id)).toEqual([1])
    expect(of).toBe(1)
  })

  it('are else those in cycles, then the hottest with what is next to them', () => {
    const all = [
      ...Array.from({ length: 20 }, (_, id) => signal(id, 20 - id)),
      signal(90, 0, [91]),
      signal(91, 0, [90]),
      signal(100, 1000, [19]),
      signal(101, 0, [100]),
    ]
    const { signals, of } = chooseSignals(all, [[90, 91]], 6)
    expect(signals.map(({ id }) => id)).toEqual([0, 19, 90, 91, 100, 101])
    expect(of).toBe(24)
  })

  it('never are more than there is room for', () => {
    const hub = signal(0, 9)
    const all = [hub, ...Array.from({ length: 2000 }, (_, id) => signal(id + 1, 1, [0]))]
    expect(chooseSignals(all, []).signals).toHaveLength(300)
  })
})
