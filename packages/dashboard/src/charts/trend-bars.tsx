import { plural } from '../format/plural.ts'
import { asText, roundDuration } from '../format/quantity.ts'
import { timeOfDay } from '../format/time.ts'

interface TrendBarsProps {
  /** What is counted, such as `error`. */
  readonly of: string
  /** Length of a bucket, milliseconds. */
  readonly step: number
  /** Oldest first; those without any are left out. */
  readonly buckets: readonly { readonly time: number; readonly count: number }[]
}

const WIDTH = 600
const HEIGHT = 100

/** How often something happened over time, from the first to the last. */
export function TrendBars({ of, step, buckets }: TrendBarsProps) {
  const from = buckets[0]?.time ?? 0
  const to = (buckets.at(-1)?.time ?? 0) + step
  const most = Math.max(1, ...buckets.map(({ count }) => count))
  const bar = (step / (to - from)) * WIDTH
  return (
    <div className="px-4">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`At most ${plural(most, of)} in ${asText(roundDuration(step))}, from ${timeOfDay(from)} to ${timeOfDay(to)}`}
        className="trend-bars"
      >
        {buckets.map(({ time, count }) => {
          const height = Math.max(4, (count / most) * HEIGHT)
          return (
            <rect
              key={time}
              x={((time - from) / (to - from)) * WIDTH}
              y={HEIGHT - height}
              width={Math.max(1.5, Math.min(bar * 0.8, 24))}
              height={height}
            >
              <title>{`${plural(count, of)}, ${timeOfDay(time)} + ${asText(roundDuration(step))}`}</title>
            </rect>
          )
        })}
      </svg>
      <p aria-hidden="true" className="flex justify-between text-label text-faint tabular-nums">
        <span>{timeOfDay(from)}</span>
        <span>
          at most {plural(most, of)} in {asText(roundDuration(step))}
        </span>
        <span>{timeOfDay(to)}</span>
      </p>
    </div>
  )
}
