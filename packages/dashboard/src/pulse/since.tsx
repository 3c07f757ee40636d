import { useClock } from '../clock/clock.ts'
import { absoluteTime, agoText, moment, relativeTime } from '../format/time.ts'

/** `since 14:03:22 · 4 min` */
export function Since({ time }: { time: number }) {
  const words = useClock((now) => `since ${moment(time, now)} · ${relativeTime(time, now)}`)
  return <time title={absoluteTime(time)}>{words}</time>
}

/** `lost since 14:03:22 · 2 min ago` */
export function LostSince({ time }: { time: number }) {
  const words = useClock((now) => `lost since ${moment(time, now)} · ${agoText(time, now)}`)
  return <time title={absoluteTime(time)}>{words}</time>
}
