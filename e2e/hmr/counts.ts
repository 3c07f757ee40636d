/** How many of each, by name. */
export type Counts = Readonly<Record<string, number>>

/** What a request of the client makes happen in the app. */
export interface Causes {
  /** By method and route. */
  readonly requests: Counts
  /** By the path that was asked for, at the upstream or at the app itself. */
  readonly fetches: Counts
  readonly actions: number
}

export const NOTHING: Causes = { requests: {}, fetches: {}, actions: 0 }

export function both(one: Causes, other: Causes): Causes {
  return {
    requests: sum(one.requests, other.requests),
    fetches: sum(one.fetches, other.fetches),
    actions: one.actions + other.actions,
  }
}

export function countBy<Row>(rows: Iterable<Row>, name: (row: Row) => string): Counts {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[name(row)] = (counts[name(row)] ?? 0) + 1
  return counts
}

export function total(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0)
}

function sum(one: Counts, other: Counts): Counts {
  const counts: Record<string, number> = { ...one }
  for (const [name, count] of Object.entries(other)) counts[name] = (counts[name] ?? 0) + count
  return counts
}
