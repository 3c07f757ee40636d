import type { MemoryFigure, MemorySample } from '@kymo/protocol'

/** The figures over time that charts show, in their order. */
export const CHARTED = ['used', 'nodes', 'listeners', 'detached'] as const satisfies readonly MemoryFigure[]

export interface MemoryColumns {
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  readonly values: Readonly<Record<(typeof CHARTED)[number], readonly (number | null)[]>>
}

/** So many times the usual distance between two samples is a gap. */
const GAP = 3

/** Samples as columns, with a gap where none was taken for a while, as in a tab in the background. */
export function memoryColumns(samples: readonly MemorySample[]): MemoryColumns {
  const distances = samples.slice(1).map(({ time }, index) => time - (samples[index]?.time ?? time))
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0
  const times: number[] = []
  const values: Record<(typeof CHARTED)[number], (number | null)[]> = {
    used: [],
    nodes: [],
    listeners: [],
    detached: [],
  }
  samples.forEach((sample, index) => {
    const before = distances[index - 1]
    if (before !== undefined && before > usual * GAP) {
      times.push((sample.time - before / 2) / 1000)
      for (const figure of CHARTED) values[figure].push(null)
    }
    times.push(sample.time / 1000)
    for (const figure of CHARTED) values[figure].push(sample[figure] ?? null)
  })
  return { times, values }
}
