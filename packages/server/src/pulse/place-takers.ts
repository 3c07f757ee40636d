import { groupBy } from '../queries/group-by.ts'
import type { TrackedProcess } from './process-table.ts'

/** Milliseconds by which a process may seem to have begun before the one whose place it takes fell silent. */
const SLACK = 2_000

export interface PlaceTaken {
  readonly lost: TrackedProcess
  readonly taker: TrackedProcess
}

/**
 * Lost processes whose places others took, one for one: of the same app and role on the same host, begun since the lost
 * one fell silent. What a supervisor has started anew nobody has to look for.
 * @param spent ids of processes that have taken a place before
 */
export function placesTaken(
  processes: Iterable<TrackedProcess>,
  spent: ReadonlySet<string>,
): readonly PlaceTaken[] {
  const all = [...processes]
  if (!all.some(({ state }) => state === 'lost')) return []
  const taken: PlaceTaken[] = []
  for (const group of groupBy(all, placeOf).values()) {
    const takers = group.filter(({ id, state }) => state === 'alive' && !spent.has(id))
    takers.sort((a, b) => begun(a) - begun(b))
    const lost = group.filter(({ state }) => state === 'lost').sort((a, b) => a.lastSeen - b.lastSeen)
    for (const process of lost) {
      const found = takers.findIndex((taker) => begun(taker) > process.lastSeen - SLACK)
      const [taker] = found === -1 ? [] : takers.splice(found, 1)
      if (taker !== undefined) taken.push({ lost: process, taker })
    }
  }
  return taken
}

function placeOf({ heartbeat: { system, meta } }: TrackedProcess): string {
  return JSON.stringify([system.hostname, meta.app_name, meta.environment, meta.role ?? 'server'])
}

/** By the collector's clock. */
function begun({ lastSeen, heartbeat }: TrackedProcess): number {
  return lastSeen - heartbeat.process.uptime * 1000
}
