import type { AlertStatus, PulseHistory, PulseSnapshot, ServerPulse, SystemPulse } from '@kymo/protocol'

/** What the page keeps of a server's figures. Milliseconds. */
export const HISTORY = 5 * 60_000
/** Longer without a figure than this is a gap: three heartbeats. Milliseconds. */
const GAP = 15_000

/** The snapshot with what an update says in place of what it said under the same ids. */
export function applyPulse(snapshot: PulseSnapshot, pulse: SystemPulse): PulseSnapshot {
  if (pulse.time < snapshot.time) return snapshot
  return {
    ...snapshot,
    time: pulse.time,
    servers: merge(snapshot.servers, pulse.servers, pulse.removed.servers),
    processes: merge(snapshot.processes, pulse.processes, pulse.removed.processes),
    apps: merge(snapshot.apps, pulse.apps, pulse.removed.apps),
    redis: pulse.redis ?? snapshot.redis,
    skipped: pulse.skipped ?? snapshot.skipped,
    alerts: pulse.alerts ?? snapshot.alerts,
    history: extend(snapshot, pulse),
  }
}

/** An alert that began to fire or is over; those that are over are no part of what holds now. */
export function applyAlert(snapshot: PulseSnapshot, alert: AlertStatus): PulseSnapshot {
  const others = snapshot.alerts.filter(({ id }) => id !== alert.id)
  return { ...snapshot, alerts: alert.state === 'resolved' ? others : [alert, ...others] }
}

/** Two updates as one. */
export function joinPulses(older: SystemPulse, newer: SystemPulse): SystemPulse {
  const { redis = older.redis, skipped = older.skipped, alerts = older.alerts } = newer
  return {
    time: newer.time,
    servers: merge(older.servers, newer.servers, newer.removed.servers),
    processes: merge(older.processes, newer.processes, newer.removed.processes),
    apps: merge(older.apps, newer.apps, newer.removed.apps),
    removed: {
      servers: gone(older.removed.servers, newer.removed.servers, newer.servers),
      processes: gone(older.removed.processes, newer.removed.processes, newer.processes),
      apps: gone(older.removed.apps, newer.removed.apps, newer.apps),
    },
    ...(redis === undefined ? {} : { redis }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(alerts === undefined ? {} : { alerts }),
  }
}

interface Named {
  readonly id: string
}

/** What was not told of stays the very same object, so that it is not drawn again. */
function merge<Item extends Named>(
  known: readonly Item[],
  changed: readonly Item[],
  removed: readonly string[],
): readonly Item[] {
  if (changed.length === 0 && removed.length === 0) return known
  const items = new Map(known.map((item) => [item.id, item]))
  for (const id of removed) items.delete(id)
  for (const item of changed) items.set(item.id, item)
  return [...items.values()]
}

function gone(older: readonly string[], newer: readonly string[], back: readonly Named[]): readonly string[] {
  const ids = new Set([...older, ...newer])
  for (const { id } of back) if (!newer.includes(id)) ids.delete(id)
  return [...ids]
}

function extend({ history }: PulseSnapshot, pulse: SystemPulse): PulseSnapshot['history'] {
  if (pulse.servers.length === 0 && pulse.removed.servers.length === 0) return history
  const next: Record<string, PulseHistory> = { ...history }
  for (const id of pulse.removed.servers) delete next[id]
  for (const server of pulse.servers) next[server.id] = withFigures(next[server.id], server)
  return next
}

function withFigures(history: PulseHistory | undefined, server: ServerPulse): PulseHistory {
  const { time = [], cpu = [], memory = [] } = history ?? {}
  const last = time.at(-1)
  if (last !== undefined && server.lastSeen <= last) return { time, cpu, memory }
  const first = time.findIndex((at) => at >= server.lastSeen - HISTORY)
  const kept = first < 0 ? time.length : first
  const gap = last !== undefined && server.lastSeen - last > GAP
  return {
    time: [...time.slice(kept), ...(gap ? [last + GAP] : []), server.lastSeen],
    cpu: [...cpu.slice(kept), ...(gap ? [null] : []), server.cpu],
    memory: [...memory.slice(kept), ...(gap ? [null] : []), memoryShare(server)],
  }
}

/** Percent. */
export function memoryShare({ memoryTotal, memoryFree }: ServerPulse): number {
  return memoryTotal > 0 ? ((memoryTotal - memoryFree) / memoryTotal) * 100 : 0
}
