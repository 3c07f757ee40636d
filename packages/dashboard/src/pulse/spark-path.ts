import type { PulseHistory } from '@kymo/protocol'
import { HISTORY } from '../api/fleet-state.ts'

/** Longer without a figure than this is a gap. Milliseconds. */
const GAP = 20_000

export interface Spark {
  /** The line, and what is below it. */
  readonly line: string
  readonly area: string
}

/**
 * The last five minutes up to the newest figure, in a box of `width` by 100, 100 % at its top.
 * @param values percent; null is a gap
 */
export function sparkOf(
  { time }: Pick<PulseHistory, 'time'>,
  values: readonly (number | null)[],
  width: number,
): Spark {
  const newest = values.findLastIndex((value) => value !== null)
  const end = time[newest] ?? 0
  const runs: [x: string, y: string][][] = []
  let before: number | undefined
  time.forEach((at, index) => {
    const value = values[index] ?? null
    if (value === null || at < end - HISTORY) {
      before = undefined
      return
    }
    if (before === undefined || at - before > GAP) runs.push([])
    before = at
    const x = ((at - (end - HISTORY)) / HISTORY) * width
    runs.at(-1)?.push([x.toFixed(1), (100 - Math.min(100, Math.max(0, value))).toFixed(1)])
  })
  const drawn = runs.filter((run) => run.length > 1)
  const trace = (run: [string, string][]) => run.map(([x, y]) => `${x} ${y}`).join('L')
  return {
    line: drawn.map((run) => `M${trace(run)}`).join(''),
    area: drawn.map((run) => `M${run[0]?.[0]} 100L${trace(run)}L${run.at(-1)?.[0]} 100Z`).join(''),
  }
}
