const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const day = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: 'numeric' })
const shortDay = new Intl.DateTimeFormat('en-GB', { month: 'short', day: 'numeric' })
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false })

const DAY = 86_400_000

function milliseconds(time: number): string {
  return String(Math.floor(time) % 1000).padStart(3, '0')
}

/** Times come from outside: beyond what a Date holds there is nothing to show. */
function valid(time: number): boolean {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15
}

/** `14:03:21.120` */
export function clockTime(time: number): string {
  return valid(time) ? `${clock.format(time)}.${milliseconds(time)}` : '–'
}

/** `14:03:21` */
export function timeOfDay(time: number): string {
  return valid(time) ? clock.format(time) : '–'
}

/** `14:03` */
export function minuteOfDay(time: number): string {
  return valid(time) ? minute.format(time) : '–'
}

/** `6 Nov 2025, 14:03:21.120` */
export function absoluteTime(time: number): string {
  return valid(time) ? `${day.format(time)}, ${clockTime(time)}` : '–'
}

/** `6 Nov 2025, 14:03:21` */
export function absoluteSecond(time: number): string {
  return valid(time) ? `${day.format(time)}, ${clock.format(time)}` : '–'
}

/** `14:03:21`, and the day before it where that is not today's. */
export function moment(time: number, now: number): string {
  if (!valid(time)) return '–'
  const text = clock.format(time)
  return day.format(time) === day.format(now) ? text : `${shortDay.format(time)}, ${text}`
}

/** `now`, `8 s`, `12 min`, `3 h`, `2 d`; a time ahead of `now` counts as now. */
export function relativeTime(time: number, now: number): string {
  if (!valid(time)) return '–'
  const age = now - time
  if (age < 1000) return 'now'
  if (age < 60_000) return `${Math.floor(age / 1000)} s`
  if (age < 3_600_000) return `${Math.floor(age / 60_000)} min`
  if (age < DAY) return `${Math.floor(age / 3_600_000)} h`
  return `${Math.floor(age / DAY)} d`
}

/** `now`, `8 s ago`, `12 min ago`. */
export function agoText(time: number, now: number): string {
  const age = relativeTime(time, now)
  return age === 'now' ? age : `${age} ago`
}

/**
 * As exact as the distance between two marks of an axis needs it: no two of them read the same. Where a day begins,
 * its name.
 * @param step milliseconds
 */
export function axisTime(time: number, step: number): string {
  if (!valid(time)) return ''
  if (step < 60_000) return step < 1000 ? clockTime(time) : clock.format(time)
  const text = minute.format(time)
  return step >= DAY || text === '00:00' ? shortDay.format(time) : text
}

/** `6 Nov, 14:03 – 14:48`; the day is said once where both ends share it. */
export function rangeText(from: number, to: number): string {
  if (!valid(from) || !valid(to)) return '–'
  const pattern = to - from < 300_000 ? clock : minute
  const start = `${shortDay.format(from)}, ${pattern.format(from)}`
  const sameDay = day.format(from) === day.format(to)
  return `${start} – ${sameDay ? '' : `${shortDay.format(to)}, `}${pattern.format(to)}`
}
