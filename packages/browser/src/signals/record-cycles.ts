import { findCycles, fromSmallest, shortestThrough } from './cycles.ts'
import { isGone, type SignalRecord } from './signal-record.ts'

/** Signals of which each depends on the next, and the last on the first. */
export type RecordCycle = readonly SignalRecord[]

/** The same for the same cycle. */
export const keyOf = (cycle: RecordCycle): string => cycle.map(({ id }) => id).join()

export function cyclesOf(living: Iterable<SignalRecord>): RecordCycle[] {
  const cycles = findCycles(dependence(living))
  return cycles.length ? recordsOf(cycles, living) : []
}

export function cycleThrough(record: SignalRecord, living: Iterable<SignalRecord>): RecordCycle | undefined {
  const cycle = shortestThrough(record.id, dependence(living))
  return cycle && recordsOf([fromSmallest(cycle)], living)[0]
}

function recordsOf(cycles: readonly (readonly number[])[], living: Iterable<SignalRecord>): RecordCycle[] {
  const records = new Map([...living].map((record) => [record.id, record]))
  return cycles.map((ids) => ids.flatMap((id) => records.get(id) ?? []))
}

/** Each with those that it depends on; a signal depends on what wrote it. */
function dependence(living: Iterable<SignalRecord>): Map<number, number[]> {
  const edges = new Map<number, number[]>()
  const add = (from: number, to: number) => {
    const known = edges.get(from)
    if (known) known.push(to)
    else edges.set(from, [to])
  }
  for (const record of living) {
    for (const source of record.dependsOn) if (!isGone(source)) add(record.id, source.id)
    for (const written of record.run?.writes ?? []) if (!isGone(written)) add(written.id, record.id)
  }
  return edges
}
