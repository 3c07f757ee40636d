import type { SignalRow } from './choose-signals.ts'

export const edgeKey = (from: number, to: number) => `${from}>${to}`

/** The lines of the picture that are part of a cycle. Each id of a cycle depends on the next. */
export function cycleEdges(cycles: readonly (readonly number[])[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const cycle of cycles) {
    cycle.forEach((id, index) => {
      const next = cycle[(index + 1) % cycle.length] as number
      // Whichever way it was told: both are lines of the same cycle.
      keys.add(edgeKey(id, next)).add(edgeKey(next, id))
    })
  }
  return keys
}

/** A cycle in words: `a → b → a`. */
export function cycleText(cycle: readonly number[], signals: readonly SignalRow[]): string {
  const names = new Map(signals.map(({ id, name }) => [id, name]))
  const [first] = cycle
  return [...cycle, ...(first === undefined ? [] : [first])]
    .map((id) => names.get(id) ?? `#${id}`)
    .join(' → ')
}
