export interface SparkFigures {
  /** Milliseconds since the epoch, oldest first. */
  readonly times: readonly number[]
  /** Null is a gap. */
  readonly values: readonly (number | null)[]
  /** What the box is of; what is older is left out. */
  readonly from: number
  readonly to: number
  /** The value at the top of the box; its foot is zero. */
  readonly top: number
  /** Longer without a figure than this is a gap. Milliseconds. */
  readonly gap: number
}

export interface Spark {
  /** The line, and what is below it. */
  readonly line: string
  readonly area: string
  /** Figures that stand alone. */
  readonly dots: string
}

/** Figures over time in a box of `width` by 100. */
export function sparkOf({ times, values, from, to, top, gap }: SparkFigures, width: number): Spark {
  const runs: [x: string, y: string][][] = []
  let before: number | undefined
  times.forEach((at, index) => {
    const value = values[index] ?? null
    if (value === null || at < from) {
      before = undefined
      return
    }
    if (before === undefined || at - before > gap) runs.push([])
    before = at
    const x = ((at - from) / (to - from)) * width
    const y = 100 - Math.min(100, Math.max(0, (value / top) * 100))
    runs.at(-1)?.push([x.toFixed(1), y.toFixed(1)])
  })
  const drawn = runs.filter((run) => run.length > 1)
  const trace = (run: [string, string][]) => run.map(([x, y]) => `${x} ${y}`).join('L')
  return {
    line: drawn.map((run) => `M${trace(run)}`).join(''),
    area: drawn.map((run) => `M${run[0]?.[0]} 100L${trace(run)}L${run.at(-1)?.[0]} 100Z`).join(''),
    dots: runs
      .filter((run) => run.length === 1)
      .map((run) => `M${trace(run)}h0`)
      .join(''),
  }
}
