import { useClock } from '../clock/clock.ts'
import { Mark } from '../status/mark.tsx'

/** Milliseconds. */
const JUST_NOW = 60_000
const LATELY = 10 * 60_000

/** The mark of an error: the more lately it was seen, the brighter. When exactly is beside it. */
export function Recency({ time }: { time: number }) {
  const share = useClock((now) => (now - time < JUST_NOW ? 1 : now - time < LATELY ? 0.6 : 0.3))
  return (
    <span className="recency" style={{ opacity: share }}>
      <Mark shape="cross" className="text-error" />
    </span>
  )
}
