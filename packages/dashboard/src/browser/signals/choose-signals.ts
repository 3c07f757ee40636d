import type { BrowserSignals } from '@kymo/protocol'

export type SignalRow = BrowserSignals['signals'][number]

/** As many as a picture can show so that they are still told apart. */
export const GRAPH_LIMIT = 300

/** What a picture of the graph shows. */
export interface ChosenSignals {
  readonly signals: readonly SignalRow[]
  /** Those that live, of which these were chosen. */
  readonly of: number
}

/**
 * Those that live; where they are too many, those in cycles, then the most updated, each with what it depends on and what
 * depends on it, until there is no more room.
 */
export function chooseSignals(
  all: readonly SignalRow[],
  cycles: readonly (readonly number[])[],
  limit = GRAPH_LIMIT,
): ChosenSignals {
  const alive = all.filter(({ gone }) => !gone)
  if (alive.length <= limit) return { signals: alive, of: alive.length }
  const byId = new Map(alive.map((signal) => [signal.id, signal]))
  const dependents = new Map<number, number[]>()
  for (const { id, dependsOn } of alive) {
    for (const other of dependsOn) {
      const known = dependents.get(other)
      if (known === undefined) dependents.set(other, [id])
      else known.push(id)
    }
  }
  const chosen = new Set<number>()
  const take = (id: number) => {
    if (chosen.size < limit && byId.has(id)) chosen.add(id)
  }
  const takeWithNeighbours = (id: number) => {
    take(id)
    for (const other of byId.get(id)?.dependsOn ?? []) take(other)
    for (const other of dependents.get(id) ?? []) take(other)
  }
  for (const cycle of cycles) for (const id of cycle) take(id)
  for (const { id } of alive.toSorted((a, b) => b.updates - a.updates)) {
    if (chosen.size >= limit) break
    takeWithNeighbours(id)
  }
  return { signals: alive.filter(({ id }) => chosen.has(id)), of: alive.length }
}
