import { repeatsOf } from '../event-row.ts'
import type { EventRow, ExceptionGroupRow } from '../rows.ts'
import type { EventFilter } from '../store.ts'

/** Newest first. */
export function selectEvents(events: readonly EventRow[], filter: EventFilter): EventRow[] {
  const { names, from, to, app, instances, mechanism, traceless } = filter
  const setOf = <Value>(values: readonly Value[] | undefined) => values && new Set<Value | null>(values)
  // A query may name thousands of them: sets, not lists.
  const traces = setOf(filter.traceIds)
  const visits = setOf(filter.visitIds)
  const seqs = setOf(filter.seqs)
  const fingerprints = setOf(filter.fingerprints)
  return events
    .filter(
      (event) =>
        (names === undefined || names.includes(event.name)) &&
        (traces === undefined || traces.has(event.traceId)) &&
        (visits === undefined || visits.has(event.visitId)) &&
        (seqs === undefined || seqs.has(event.seq)) &&
        (fingerprints === undefined || fingerprints.has(event.fingerprint)) &&
        (traceless === undefined || event.traceId === null) &&
        (mechanism === undefined || event.mechanism === mechanism) &&
        (from === undefined || event.time >= from) &&
        (to === undefined || event.time < to) &&
        (app === undefined || event.app === app) &&
        (instances === undefined || instances.includes(event.instance)),
    )
    .sort((a, b) => b.time - a.time || b.seq - a.seq)
}

/** @param events newest first */
export function groupExceptions(events: readonly EventRow[]): ExceptionGroupRow[] {
  const groups = new Map<
    string,
    { latest: EventRow; firstSeen: number; seen: Set<string>; repeated: number; instances: Set<string> }
  >()
  for (const event of events) {
    if (event.fingerprint === null) continue
    const group = groups.get(event.fingerprint) ?? {
      latest: event,
      firstSeen: 0,
      seen: new Set(),
      repeated: 0,
      instances: new Set(),
    }
    groups.set(event.fingerprint, group)
    group.firstSeen = event.time
    group.seen.add(`${event.traceId ?? event.seq} ${event.thrown}`)
    group.repeated += repeatsOf(event.attributes) - 1
    group.instances.add(event.instance)
  }
  return [...groups].map(([fingerprint, { latest, firstSeen, seen, repeated, instances }]) => ({
    fingerprint,
    count: seen.size + repeated,
    firstSeen,
    lastSeen: latest.time,
    latest: latest.seq,
    instances: [...instances].sort(),
  }))
}
