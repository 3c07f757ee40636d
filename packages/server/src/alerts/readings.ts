import type { AppPulse, ProcessPulse, ServerPulse } from '@kymo/protocol'
import { appId } from '../pulse/app-pulse.ts'
import { percentUsed } from '../pulse/fleet.ts'
import { isWanted } from '../pulse/pulse-filter.ts'
import type { AppTraffic } from '../pulse/recent-traffic.ts'
import { isOfTraffic, type WatchedRule } from './watched-rule.ts'

/** What rules look at. */
export interface AlertView {
  readonly servers: readonly ServerPulse[]
  readonly processes: readonly ProcessPulse[]
  readonly apps: readonly AppPulse[]
  /** Requests of each app, by the milliseconds that were looked back. */
  readonly traffic: ReadonlyMap<number, readonly AppTraffic[]>
}

/** How one server, process or app stands to a rule. */
export interface Reading {
  readonly subject: string
  /** What people call it. */
  readonly label: string
  /** Null while it is not known. */
  readonly value: number | null
  /** What the value is of, such as a disk's path or a number of requests. */
  readonly of?: string | number
}

/**
 * Milliseconds that a server has to be heard after a process of it was heard last, before the process is missed by
 * itself: else it may be the server that is going.
 */
const OUTLIVED = 15_000

/** Of every subject of a rule; what has none is gone. */
export function readingsOf(watched: WatchedRule, view: AlertView): Iterable<Reading> {
  if (isOfTraffic(watched.when)) return trafficReadings(watched, view)
  const { rule, when } = watched
  const processes = view.processes.filter((process) => isWanted(rule, process))
  const hosts = new Set(processes.map(({ hostname }) => hostname))
  const servers = view.servers.filter(({ id }) => hosts.has(id))
  if (when !== 'server-lost') return servers.flatMap((server) => gaugeReading(when, server))
  return [...servers.flatMap(lostServer), ...lostProcesses(servers, processes)]
}

function lostServer(server: ServerPulse): Reading | [] {
  const { id, state, apps } = server
  if (state === 'left') return []
  return { subject: id, label: line(id), value: state === 'lost' ? 1 : 0, of: line(apps.join(', ')) }
}

function* lostProcesses(
  servers: readonly ServerPulse[],
  processes: readonly ProcessPulse[],
): Iterable<Reading> {
  const heard = new Map(servers.map(({ id, lastSeen }) => [id, lastSeen]))
  for (const { id, hostname, pid, app, environment, state, lastSeen } of processes) {
    if (state === 'left') continue
    const missed = state === 'lost' && (heard.get(hostname) ?? 0) - lastSeen >= OUTLIVED
    const label = line(`${hostname}: process ${pid} of ${appId(app, environment)}`)
    yield { subject: `${hostname}/${id}`, label, value: missed ? 1 : 0 }
  }
}

function gaugeReading(when: WatchedRule['when'], server: ServerPulse): Reading | [] {
  const { id, state, cpu, memoryTotal, memoryFree, disks } = server
  if (state === 'left') return []
  const of = { subject: id, label: line(id) }
  // What it told last is no longer true.
  if (state === 'lost') return { ...of, value: null }
  if (when === 'cpu') return { ...of, value: cpu }
  if (when === 'memory') return { ...of, value: percentUsed(memoryTotal, memoryFree) }
  let fullest: Reading = { ...of, value: null }
  for (const { path, total, free } of disks) {
    const value = percentUsed(total, free)
    if (value !== null && value > (fullest.value ?? -1)) fullest = { ...of, value, of: line(path) }
  }
  return fullest
}

function* trafficReadings(watched: WatchedRule, { apps, traffic }: AlertView): Iterable<Reading> {
  const { rule, window } = watched
  const rows = traffic.get(window)
  const told = new Set<string>()
  for (const row of rows ?? []) {
    if (!isWanted(rule, row)) continue
    const id = appId(row.app, row.environment)
    told.add(id)
    yield { subject: id, label: line(id), ...figureOf(watched, row) }
  }
  for (const app of apps) {
    if (told.has(app.id) || !isWanted(rule, app)) continue
    // Where nothing was asked for, nothing was slow.
    const value = rows !== undefined && watched.when === 'slow-count' ? 0 : null
    yield { subject: app.id, label: line(app.id), value }
  }
}

function figureOf({ when, minRequests }: WatchedRule, row: AppTraffic): Pick<Reading, 'value' | 'of'> {
  const { requests, errors, slow, percentiles } = row
  if (when === 'slow-count') return { value: slow }
  if (requests < minRequests) return { value: null }
  return { value: when === 'p95' ? percentiles.p95 : (errors / requests) * 100, of: requests }
}

/** Names come from whoever can write a heartbeat. */
function line(name: string): string {
  return name.replace(/\p{C}+/gu, ' ')
}
