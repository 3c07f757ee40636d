import { absoluteTime, agoText, relativeTime } from '../format/time.ts'
import { useClock } from './clock.ts'

interface AgeProps {
  readonly time: number
  /** Says 'ago' too, where no column head does. */
  readonly ago?: boolean
  readonly className?: string
}

/** How long ago; the exact time on hover. */
export function Age({ time, ago, className }: AgeProps) {
  const text = useClock((now) => (ago ? agoText(time, now) : relativeTime(time, now)))
  return (
    <time className={`whitespace-nowrap ${className ?? ''}`} title={absoluteTime(time)}>
      {text}
    </time>
  )
}
