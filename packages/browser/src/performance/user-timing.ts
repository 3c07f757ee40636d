/*
 * Imports nothing, so that whoever takes only these two carries only this file. What they make is the browser's own
 * entry, which its profiler shows, too; a `PerformanceMonitor` sees it there.
 */

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
  /** By `performance.now()`. Default: now */
  readonly startTime?: number
}

export interface MeasureOptions {
  readonly detail?: unknown
  /** A mark's name, or a moment of `performance.now()`. Default: with `duration` that much before the end, else 0 */
  readonly start?: string | number
  /** Default: with `duration` that much after the start, else now */
  readonly end?: string | number
  /** Milliseconds. */
  readonly duration?: number
}

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
let made = new Set<string>()
let count = 0

/**
 * Sets a mark now: `performance.mark`, which never throws, and forgets the oldest of what it made.
 *
 * @example
 * mark('search', { detail: { words: 2 } })
 */
export function mark(name: string, options: MarkOptions = {}): Timing {
  const short = cut(name)
  const { detail, startTime } = options
  const timing =
    native((own) =>
      performance.mark(short, {
        detail: own ? detail : undefined,
        ...(startTime !== undefined && { startTime }),
      }),
    ) ?? missing('mark', short, startTime ?? now(), 0, detail)
  marks.delete(short)
  marks.set(short, timing.startTime)
  if (marks.size > kept()) marks.delete(marks.keys().next().value as string)
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
  const options = typeof startOrOptions === 'object' && startOrOptions ? startOrOptions : undefined
  const { detail, duration } = options ?? {}
  const from = moment(options ? options.start : (startOrOptions as string | undefined))
  const to = moment(options?.end ?? end)
  const timing = native((own) =>
    performance.measure(short, {
      detail: own ? detail : undefined,
      ...(from !== undefined && { start: from }),
      ...(to !== undefined && { end: to }),
      ...(duration !== undefined && !(from !== undefined && to !== undefined) && { duration }),
    }),
  )
  if (timing) return noted(timing)
  if (has('measure') || typeof from === 'string' || typeof to === 'string') return undefined
  const ends = to ?? (duration !== undefined && from !== undefined ? from + duration : now())
  const starts = from ?? (duration === undefined ? 0 : ends - duration)
  return missing('measure', short, starts, ends - starts, detail)
}

const now = () => (typeof performance === 'undefined' ? Date.now() : performance.now())
const kept = () => monitor()?.config.maxEntries ?? KEPT
const cut = (name: unknown) => String(name).slice(0, NAME)
const has = (method: 'mark' | 'measure') =>
  typeof performance !== 'undefined' && typeof performance[method] === 'function'

/** What the browser no longer knows by its name may still be known here. */
const moment = (point: string | number | undefined) =>
  typeof point === 'string' ? (marks.get(cut(point)) ?? point) : point

/** @param make its parameter says whether it may give the app's detail, which can be one that can't be cloned */
function native(make: (own: boolean) => PerformanceMark | PerformanceMeasure): Timing | undefined {
  for (const own of [true, false]) {
    try {
      return make(own)
    } catch {}
  }
  return undefined
}

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
    const names = made
    made = new Set()
    count = 0
    try {
      for (const name of names) {
        performance.clearMarks(name)
        performance.clearMeasures(name)
      }
    } catch {}
  }
  return timing
}
