import { useClock } from '../clock/clock.ts'
import { absoluteTime, moment, relativeTime } from '../format/time.ts'

/** `lost since 14:03:22 · 2 min ago` */
export function LostSince({ time }: { time: number }) {
  const words = useClock((now) => {
    const age = relativeTime(time, now)
    return `lost since ${moment(time, now)} · ${age === 'now' ? age : `${age} ago`}`
  })
  return <time title={absoluteTime(time)}>{words}</time>
}
