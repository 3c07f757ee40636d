import { formatDuration } from '@kymo/protocol'

/** `—` for what is not known. */
export function duration(milliseconds: number | null): string {
  return milliseconds === null ? '—' : formatDuration(milliseconds)
}

/** A share of 1 as a percentage with one digit; `0` stays bare so that what is not zero stands out. */
export function percent(share: number): string {
  return share === 0 ? '0' : `${(share * 100).toFixed(1)}%`
}

/** Time of day with milliseconds, local. */
export function clock(time: number): string {
  const date = new Date(time)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
