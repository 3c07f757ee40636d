import { asText, roundDuration } from '../format/quantity.ts'

/** Where the threshold stands: the bar's end is five times as much. */
const THRESHOLD = 0.2

/**
 * How many times its threshold something took. The threshold stands at the same place in every row, so that rows can be
 * compared. The figure is beside it.
 */
export function SlowBar({ duration, threshold }: { duration: number; threshold: number }) {
  const share = threshold > 0 ? Math.min(1, (duration / threshold) * THRESHOLD) : 1
  return (
    <span
      className="slow-bar"
      title={`The threshold is ${asText(roundDuration(threshold))}, the end of the bar five times that`}
      aria-hidden="true"
    >
      <span className="slow-bar-whole" style={{ width: `${share * 100}%` }} />
      <span className="slow-bar-mark" style={{ left: `${THRESHOLD * 100}%` }} />
    </span>
  )
}
