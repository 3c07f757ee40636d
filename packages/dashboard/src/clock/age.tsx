import { absoluteTime, relativeTime } from '../format/time.ts'
import { useClock } from './clock.ts'

/** How long ago; the exact time on hover. */
export function Age({ time, className }: { time: number; className?: string }) {
  const text = useClock((now) => relativeTime(time, now))
  return (
    <time className={`whitespace-nowrap ${className ?? ''}`} title={absoluteTime(time)}>
      {text}
    </time>
  )
}
