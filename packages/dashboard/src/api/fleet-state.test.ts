import type { AlertStatus, PulseSnapshot, ServerPulse, SystemPulse } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { applyAlert, applyPulse, joinPulses } from './fleet-state.ts'

const NOTHING = { servers: [], processes: [], apps: [] }

const server = (id: string, lastSeen: number, more: Partial<ServerPulse> = {}) =>
  ({ id, state: 'alive', lastSeen, cpu: 10, memoryTotal: 100, memoryFree: 25, ...more }) as ServerPulse

const snapshot = (servers: readonly ServerPulse[], time = 0) =>
  ({
    ...NOTHING,
    time,
    servers,
    alerts: [],
    redis: { state: 'connected' },
    skipped: [],
    history: {},
  }) as unknown as PulseSnapshot

const pulse = (time: number, more: Partial<SystemPulse>): SystemPulse => ({
  ...NOTHING,
  time,
  removed: NOTHING,
  ...more,
})

describe('an update of the fleet', () => {
  it('takes the place of what has the same id and leaves all else as it was', () => {
    const [one, two] = [server('web-1', 0), server('web-2', 0)]
    const next = applyPulse(
      snapshot([one, two]),
      pulse(2000, { servers: [server('web-2', 2000, { state: 'lost' })] }),
    )
    expect(next.servers.map(({ id, state }) => `${id} ${state}`)).toEqual(['web-1 alive', 'web-2 lost'])
    expect(next.servers[0]).toBe(one)
    const gone = applyPulse(next, pulse(4000, { removed: { ...NOTHING, servers: ['web-1'] } }))
    expect(gone.servers.map(({ id }) => id)).toEqual(['web-2'])
    expect(gone.redis).toBe(next.redis)
  })

  it('is passed over when the snapshot is newer', () => {
    const known = snapshot([server('web-1', 9000)], 9000)
    expect(applyPulse(known, pulse(8000, { servers: [server('web-1', 8000, { state: 'lost' })] }))).toBe(
      known,
    )
  })

  it('adds to the last five minutes, once a heartbeat, with a gap where none came', () => {
    let known = snapshot([])
    for (const at of [5000, 5000, 10_000, 60_000]) {
      known = applyPulse(known, pulse(at, { servers: [server('web-1', at, { cpu: at / 1000 })] }))
    }
    expect(known.history['web-1']).toEqual({
      time: [5000, 10_000, 25_000, 60_000],
      cpu: [5, 10, null, 60],
      memory: [75, 75, null, 75],
    })
    known = applyPulse(known, pulse(400_000, { servers: [server('web-1', 309_000)] }))
    expect(known.history['web-1']?.time[0]).toBe(10_000)
  })
})

describe('two updates as one', () => {
  it('say of each the newer, and what is gone', () => {
    const older = pulse(1, {
      servers: [server('a', 1), server('b', 1)],
      removed: { ...NOTHING, servers: ['c', 'd'] },
    })
    const newer = pulse(2, {
      servers: [server('a', 2), server('c', 2)],
      removed: { ...NOTHING, servers: ['b'] },
    })
    const joined = joinPulses(older, newer)
    expect(joined.servers.map(({ id, lastSeen }) => `${id}${lastSeen}`).sort()).toEqual(['a2', 'c2'])
    expect([...joined.removed.servers].sort()).toEqual(['b', 'd'])
    expect(joined.time).toBe(2)
  })
})

it('an alert that is over is no longer among those that hold', () => {
  const alert = { id: 'x', state: 'firing' } as AlertStatus
  const firing = applyAlert(snapshot([]), alert)
  expect(firing.alerts).toEqual([alert])
  expect(applyAlert(firing, { ...alert, state: 'resolved' }).alerts).toEqual([])
})

it('alerts stay as they are until an update says how they are now', () => {
  const alert = { id: 'x', state: 'firing', value: 94 } as AlertStatus
  const known = { ...snapshot([]), alerts: [alert] }
  expect(applyPulse(known, pulse(1, {})).alerts).toBe(known.alerts)
  const higher = [{ ...alert, value: 99 }]
  expect(applyPulse(known, joinPulses(pulse(1, { alerts: higher }), pulse(2, {}))).alerts).toBe(higher)
})
