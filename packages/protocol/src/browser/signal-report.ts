/** Name of the event by which a page tells what its signals did since it told last; at most one a second. */
export const SIGNALS_EVENT = 'kymo.signals'

/** `computed` is any value derived from others; `effect` is what runs when one changes. */
export const SIGNAL_KINDS = ['signal', 'computed', 'effect'] as const
export type SignalKind = (typeof SIGNAL_KINDS)[number]

/** One signal of a page. */
export interface SignalNode {
  /** Unique in its page, and never reused. */
  readonly id: number
  readonly name: string
  readonly kind: SignalKind
  /** `preact`, `alien`, `solid`, `vue`, … */
  readonly library: string
  /** Changes of its value, or runs, since the report before. */
  readonly updates: number
  /** In the busiest second since the report before. */
  readonly peak: number
  /** Signals that depend on it now. */
  readonly subscribers: number
  /** Ids of those that it depends on now; at most 64. */
  readonly dependsOn: readonly number[]
  /** It was disposed, or nothing holds it any more: it is told of for the last time. */
  readonly gone: boolean
}

/** The JSON in `kymo.report` of a `kymo.signals` event. */
export interface SignalReport {
  /** Updates of one signal in one second from which it updates too often. */
  readonly excessive: number
  /** Those that are new, or of which anything changed, with the most updates first. */
  readonly signals: readonly SignalNode[]
  /** All cycles of the graph as it is, as ids in the order of dependence; at most 20, each of at most 32. */
  readonly cycles: readonly (readonly number[])[]
  /** Signals that had no room. */
  readonly leftOut: number
}

export const SIGNAL_REPORT_LIMIT = 200
