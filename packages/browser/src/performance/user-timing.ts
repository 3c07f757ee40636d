/*
 * Imports next to nothing, so that whoever takes only these two carries little else. What they make is the browser's own
 * entry, which its profiler shows, too; a `PerformanceMonitor` sees it there.
 */
import { attempt } from '../attempt.ts'

/** What the app said when it set a mark, or measured. */
export interface Timing {
  readonly name: string
  /** By `performance.now()`. */
  readonly startTime: number
  /** Milliseconds; of a mark 0. */
  readonly duration: number
  readonly detail: unknown
}

export interface MarkOptions {
  /** Anything that can be cloned, such as `{ items: 3 }`. What can not is kept from the browser's own entry. */
  readonly detail?: unknown
  /** By `performance.now()`. Default: now, also in place of what is no number */
  readonly startTime?: number
}

export interface MeasureOptions {
  readonly detail?: unknown
  /** A mark's name, or a moment of `performance.now()`. Default: with `duration` that much before the end, else 0 */
  readonly start?: string | number
  /** Default: with `duration` that much after the start, else now */
  readonly end?: string | number
  /** Milliseconds; not looked at where both start and end are given. */
  readonly duration?: number
}

type Point = string | number | undefined

/** What there is in the window of a monitor that this file needs to know. */
interface MonitorLike {
  readonly config: { readonly maxEntries: number }
  take(type: 'mark' | 'measure', timing: Timing): void
}

const MONITOR = Symbol.for('kymo.performance-monitor')
const monitor = () => (globalThis as { [MONITOR]?: MonitorLike })[MONITOR]

/** Marks that can be measured from, and the browser's entries that are left to it, where no monitor says how many. */
const KEPT = 1000
const NAME = 200

/** When each was set last; the oldest first. */
const marks = new Map<string, number>()
const made = new Set<string>()
let count = 0

/**
 * Sets a mark now: `performance.mark`, which never throws, and forgets the oldest of what it made.
 *
 * @example
 * mark('search', { detail: { words: 2 } })
 */
export function mark(name: string, options?: MarkOptions): Timing {
  const short = cut(name)
  const { detail, startTime } = read(options)
  const moment = Number.isFinite(startTime) ? (startTime as number) : now()
  const timing =
    native(detail, (given) => performance.mark(short, { detail: given, startTime: moment })) ??
    missing('mark', short, moment, 0, detail)
  marks.delete(short)
  marks.set(short, timing.startTime)
  while (marks.size > kept()) marks.delete(marks.keys().next().value as string)
  return noted(timing)
}

/**
 * Measures from one mark or moment to another, as `performance.measure` does: from the start of the page where no start
 * is given, until now where no end is.
 *
 * @returns `undefined` where it names a mark that was not set, or that is long ago: of the last 1000 names the moments
 * are known, or of as many as the monitor's `maxEntries`
 * @example
 * mark('search')
 * const took = measure('search results', 'search')?.duration
 */
export function measure(
  name: string,
  startOrOptions?: string | MeasureOptions,
  end?: string,
): Timing | undefined {
  const short = cut(name)
  const options: MeasureOptions =
    typeof startOrOptions === 'object' ? read(startOrOptions) : { start: startOrOptions as string }
  let { detail, start: first, end: last = end, duration } = options
  if (duration === undefined) first ??= 0
  if (duration === undefined || first === undefined) last ??= now()
  if (first !== undefined && last !== undefined) duration = undefined
  const between = (from: Point, to: Point) =>
    native(detail, (given) =>
      performance.measure(short, {
        detail: given,
        start: from,
        end: to,
        duration,
      } as PerformanceMeasureOptions),
    )
  const [from, to] = [known(first), known(last)] as number[]
  // By the name first: the browser also knows marks that were set without this.
  const timing = between(first, last) ?? between(from, to)
  if (timing) return noted(timing)
  const took = duration ?? (to as number) - (from as number)
  const starts = from ?? (to as number) - took
  // A mark that nobody knows is still a name, and makes that no number.
  if (attempt(() => performance.measure) || !Number.isFinite(starts + took)) return undefined
  return missing('measure', short, starts, took, detail)
}

const now = () => attempt(() => performance.now()) ?? Date.now()
const kept = () => monitor()?.config.maxEntries ?? KEPT
const cut = (name: unknown) => attempt(() => String(name).slice(0, NAME)) ?? ''
const read = <Options extends object>(options: Options | undefined): Partial<Options> =>
  attempt(() => ({ ...options })) ?? {}

/** What the browser no longer knows by its name may still be known here. */
const known = (point: Point) => (typeof point === 'string' ? (marks.get(cut(point)) ?? point) : point)

/** @param make is called without the app's detail where that can't be cloned */
const native = (detail: unknown, make: (given: unknown) => Timing): Timing | undefined =>
  attempt(() => make(detail)) ?? attempt(() => make(undefined))

/** Where there is no User Timing, the monitor does not see it there either. */
function missing(
  type: 'mark' | 'measure',
  name: string,
  startTime: number,
  duration: number,
  detail: unknown,
): Timing {
  const timing = { name, startTime, duration, detail: detail ?? null }
  monitor()?.take(type, timing)
  return timing
}

/** The browser keeps all entries for good, unless somebody takes them out. */
function noted(timing: Timing): Timing {
  made.add(timing.name)
  if (++count > kept()) {
    attempt(() => {
      for (const name of made) {
        performance.clearMarks(name)
        performance.clearMeasures(name)
      }
    })
    made.clear()
    count = 0
  }
  return timing
}
