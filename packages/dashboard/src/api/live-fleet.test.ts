import type { PulseSnapshot, ServerPulse, SystemPulse } from '@kymo/protocol'
import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { fleetKeys } from './fleet.ts'
import { LiveFleet } from './live-fleet.ts'

const NOTHING = { servers: [], processes: [], apps: [] }

const server = (id: string, cpu: number) => ({ id, cpu, lastSeen: 0 }) as ServerPulse
const pulse = (time: number, servers: ServerPulse[]): SystemPulse => ({
  ...NOTHING,
  time,
  servers,
  removed: NOTHING,
})
const snapshot = (time: number, servers: ServerPulse[]) =>
  ({ ...NOTHING, time, servers, alerts: [], history: {}, skipped: [] }) as unknown as PulseSnapshot

function fleet() {
  const client = new QueryClient()
  const live = new LiveFleet(client)
  const shown = () =>
    client.getQueryData<PulseSnapshot>(fleetKeys.snapshot)?.servers.map(({ id, cpu }) => `${id} ${cpu}`)
  return {
    live,
    shown,
    isReadAnew: () => client.getQueryState(fleetKeys.snapshot)?.isInvalidated,
    read: (value: PulseSnapshot) => client.setQueryData(fleetKeys.snapshot, live.caughtUp(value)),
  }
}

describe('the fleet as the stream tells of it', () => {
  it('begins with what was read, not with an update', () => {
    const { live, shown } = fleet()
    live.pulse(pulse(1000, [server('web-1', 10)]))
    expect(shown()).toBeUndefined()
  })

  it('adds to a snapshot what was told while that was on its way, and nothing older', () => {
    const { live, shown, read } = fleet()
    live.pulse(pulse(1000, [server('web-1', 10)]))
    live.pulse(pulse(3000, [server('web-2', 30)]))
    read(snapshot(2000, [server('web-1', 20), server('web-2', 20)]))
    expect(shown()).toEqual(['web-1 20', 'web-2 30'])
  })

  it('keeps still while paused, and then says all at once', () => {
    const { live, shown, read, isReadAnew } = fleet()
    read(snapshot(0, [server('web-1', 10)]))
    live.setPaused(true)
    live.pulse(pulse(1000, [server('web-1', 20)]))
    live.pulse(pulse(2000, [server('web-2', 30)]))
    expect(shown()).toEqual(['web-1 10'])
    expect(isReadAnew()).toBe(false)
    live.setPaused(false)
    expect(shown()).toEqual(['web-1 20', 'web-2 30'])
    // Of the figures in between nothing was kept here.
    expect(isReadAnew()).toBe(true)
  })

  it('forgets what it was told when there are gaps', () => {
    const { live, shown, read } = fleet()
    live.pulse(pulse(5000, [server('web-1', 50)]))
    live.reset()
    read(snapshot(1000, [server('web-1', 10)]))
    expect(shown()).toEqual(['web-1 10'])
  })
})
