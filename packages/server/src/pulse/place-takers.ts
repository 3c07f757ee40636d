import { groupBy } from '../queries/group-by.ts'
import type { TrackedProcess } from './process-table.ts'

/** Milliseconds by which a process may seem to have begun before the one whose place it takes fell silent. */
const SLACK = 2_000

export interface PlaceTaken {
  readonly lost: TrackedProcess
  readonly taker: TrackedProcess
}

/**
 * Lost processes whose places others took, one for one: of the same app, environment and role, begun since the lost one
 * fell silent, on the same host. What a supervisor has started anew nobody has to look for. A container's host is gone
 * with it: its place is taken by another container, whatever that one calls itself.
 * @param spent ids of processes that have taken a place before
 */
export function placesTaken(
  processes: Iterable<TrackedProcess>,
  spent: ReadonlySet<string>,
): readonly PlaceTaken[] {
  const all = [...processes]
  if (!all.some(({ state }) => state === 'lost')) return []
  const onHosts = pairs(all, spent, hostOf)
  const settled = new Set([...spent, ...onHosts.flatMap(({ lost, taker }) => [lost.id, taker.id])])
  const rest = all.filter(({ id, state }) => state === 'alive' || !settled.has(id))
  return [...onHosts, ...pairs(rest, settled, containerOf)]
}

/** @param placeOf names what both must have in common; null for a process that it does not concern */
function pairs(
  processes: readonly TrackedProcess[],
  spent: ReadonlySet<string>,
  placeOf: (process: TrackedProcess) => string | null,
): readonly PlaceTaken[] {
  const taken: PlaceTaken[] = []
  for (const group of groupBy(processes, placeOf).values()) {
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

function hostOf(process: TrackedProcess): string {
  return JSON.stringify([process.heartbeat.system.hostname, ...taskOf(process)])
}

function containerOf(process: TrackedProcess): string | null {
  return process.heartbeat.system.container === true ? JSON.stringify(taskOf(process)) : null
}

function taskOf({ heartbeat: { meta } }: TrackedProcess): readonly string[] {
  return [meta.app_name, meta.environment, meta.role ?? 'server']
}

/** By the collector's clock. */
function begun({ lastSeen, heartbeat }: TrackedProcess): number {
  return lastSeen - heartbeat.process.uptime * 1000
}
