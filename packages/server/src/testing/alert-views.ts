import type { AlertRule, PulseState } from '@kymo/protocol'
import type { AlertView } from '../alerts/readings.ts'
import { type WatchedRule, watchedRule } from '../alerts/watched-rule.ts'
import { appsOf } from '../pulse/app-pulse.ts'
import { fleetOf } from '../pulse/fleet.ts'
import type { AppTraffic } from '../pulse/recent-traffic.ts'
import { type HeartbeatOptions, heartbeat } from './heartbeats.ts'

export interface TestProcess extends HeartbeatOptions {
  readonly id: string
  readonly state?: PulseState
  readonly lastSeen?: number
}

/** What rules look at, of processes that tell this. @param traffic of the last five minutes */
export function alertView(processes: readonly TestProcess[], traffic?: readonly AppTraffic[]): AlertView {
  const fleet = fleetOf(
    processes.map(({ id, state = 'alive', lastSeen = 1, ...told }) => ({
      id,
      way: 'redis' as const,
      state,
      lastSeen,
      heardAt: lastSeen,
      heartbeat: heartbeat(told),
    })),
  )
  return {
    ...fleet,
    apps: appsOf(fleet, new Map()),
    traffic: new Map(traffic === undefined ? [] : [[300_000, traffic]]),
  }
}

/** One server of which a CPU is told; none without. */
export function cpuView(cpu: number | undefined, state: PulseState = 'alive'): AlertView {
  return alertView(cpu === undefined ? [] : [{ id: 'a', state, system: { cpu_usage: cpu } }])
}

export function appTraffic(told: Partial<AppTraffic> = {}): AppTraffic {
  return {
    app: 'shop',
    environment: 'production',
    requests: 100,
    errors: 0,
    slow: 0,
    percentiles: { p50: 10, p95: 100, p99: 200 },
    ...told,
  }
}

export function rules(...given: AlertRule[]): WatchedRule[] {
  return given.map(watchedRule)
}
