import type { Entry, EntryType } from './entry.ts'

/** How long the entries of one name took. Milliseconds; of layout shifts their scores. */
export interface EntrySummary {
  readonly type: EntryType
  readonly name: string
  readonly count: number
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p75: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** By type and name; those that took most together first. */
export function summarize(entries: readonly Entry[]): EntrySummary[] {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = `${entry.type} ${entry.name}`
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  return [...groups.values()].map(summaryOf).sort((a, b) => b.mean * b.count - a.mean * a.count)
}

function summaryOf(group: readonly Entry[]): EntrySummary {
  const { type, name } = group[0] as Entry
  const values = group.map((entry) => entry.score ?? entry.duration).sort((a, b) => a - b)
  return {
    type,
    name,
    count: values.length,
    min: values[0] as number,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p50: percentile(values, 0.5),
    p75: percentile(values, 0.75),
    p95: percentile(values, 0.95),
    p99: percentile(values, 0.99),
    max: values.at(-1) as number,
  }
}

/** Linear between the two nearest ranks. @param sorted not empty, smallest first */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number]
  return below + (above - below) * (rank - Math.floor(rank))
}
