import type { SignalKind } from '@kymo/protocol'

/** A library of signals, as far as its adapter can see into it. */
export interface SignalLibrary {
  /** `preact`, `alien`, `solid`, `vue`, … At most 40 characters. */
  readonly name: string
  /**
   * What a computed value or an effect depends on now, as the library itself keeps it. Without it, what is read with
   * `SignalLedger.read` while one runs is what it depends on.
   *
   * @returns `undefined` while it can't be told, as of one that runs
   */
  sourcesOf?(object: object): readonly object[] | undefined
  /** Makes a signal known that the library named as a source and that was not known. */
  adopt?(source: object): SignalRecord | undefined
}

/** In `SignalRecord.flags`. */
export const FLAGS = {
  /** It waits for the next report. */
  touched: 1,
  /** There is something to say of it beside its updates. */
  changed: 2,
  /** A report has named it. */
  told: 4,
  /** It was disposed, or nothing holds it any more. */
  gone: 8,
  /** It has run, so that what it depends on may be different. */
  stale: 16,
  /** The library has cleaned it up: unless it runs again at once, it was disposed. */
  cleaned: 32,
  /** Its last run threw. */
  failed: 64,
  /** It runs. */
  running: 128,
  /** It has updated too often. */
  excessive: 256,
  /** It has run before. */
  ran: 512,
} as const

/** What is known of what runs: a computed value, or an effect. */
export interface SignalRun {
  /** Where its library is asked what it depends on. */
  readonly object: WeakRef<object> | undefined
  /** What was read with `read` in its last run. */
  reads: SignalRecord[] | undefined
  /** How far the run that runs agrees with it. */
  readCount: number
  /** What it wrote in its last run. */
  writes: SignalRecord[] | undefined
}

/**
 * What is known of one signal. It holds the signal weakly at most: who forgets a signal must not find it kept alive
 * here. Counts are whole numbers so that an update allocates nothing; there may be many of these, so it has few fields.
 */
export interface SignalRecord {
  readonly id: number
  readonly kind: SignalKind
  readonly library: SignalLibrary
  /** Empty: `signal #12`. */
  name: string
  flags: number
  /** Since the report before. */
  updates: number
  /** In reports before. */
  toldUpdates: number
  /** `performance.now()`, whole milliseconds, of the first update in the second that runs. */
  since: number
  inSecond: number
  /** Of the seconds that are over, since the report before. */
  peak: number
  /** Of all seconds that are over. */
  highest: number
  subscribers: number
  dependsOn: readonly SignalRecord[]
  /** `undefined` of a signal. */
  run: SignalRun | undefined
}

export const NONE: readonly SignalRecord[] = []

export const newRecord = (
  id: number,
  kind: SignalKind,
  library: SignalLibrary,
  name: string,
  run: SignalRun | undefined,
): SignalRecord => ({
  id,
  kind,
  library,
  name,
  flags: 0,
  updates: 0,
  toldUpdates: 0,
  since: -1000,
  inSecond: 0,
  peak: 0,
  highest: 0,
  subscribers: 0,
  dependsOn: NONE,
  run,
})

export const nameOf = ({ name, kind, id }: SignalRecord): string => name || `${kind} #${id}`

export const isGone = ({ flags }: SignalRecord): boolean => (flags & FLAGS.gone) !== 0

/** In its busiest second since the report before. A second that began before that report counts from it on. */
export const peakOf = ({ peak, inSecond, updates }: SignalRecord): number =>
  Math.max(peak, Math.min(inSecond, updates))
