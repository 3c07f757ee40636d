import type { Device, HostFigures, WebVital } from '@kymo/protocol'
import type { SpanFilter } from '../span-query.ts'
import type { EventFilter } from '../store.ts'

/** Instances of pages begin so: no agent can be taken for one, and no page for an agent. */
export const BROWSER_PREFIX = 'browser:'

/** Equal parts that a distribution has from 0 to twice the bound of 'poor'; one more is for what is beyond. */
export const VITAL_STEPS = 24

/** All that are given must hold. */
export interface VitalFilter {
  /** `from` ≤ when it was told first < `to`, milliseconds since the Unix epoch. */
  readonly from: number
  readonly to: number
  readonly app?: string | undefined
  readonly route?: string | undefined
  readonly device?: Device | undefined
}

/** Values of one vital. */
export interface VitalSums {
  readonly vital: WebVital
  readonly count: number
  /** Linear between the two nearest ranks. */
  readonly p75: number
  readonly good: number
  readonly poor: number
}

export interface VitalStats {
  /** Loads of pages that told of any vital. */
  readonly loads: number
  /** Those that were told of. */
  readonly vitals: readonly VitalSums[]
  /** By step; those without a value left out. */
  readonly distribution: readonly {
    readonly vital: WebVital
    readonly step: number
    readonly count: number
  }[]
  /** Oldest first; buckets without a value left out. */
  readonly trend: readonly (VitalSums & { readonly time: number })[]
  /** Most loads first. */
  readonly routes: readonly VitalsOfRoute[]
  readonly devices: readonly VitalsOfDevice[]
}

export interface VitalsOfRoute {
  readonly route: string
  /** True where no request that served the page named it. */
  readonly derived: boolean
  readonly loads: number
  readonly vitals: readonly VitalSums[]
}

export interface VitalsOfDevice {
  readonly device: Device
  readonly loads: number
  readonly vitals: readonly VitalSums[]
}

/** A vital that was not good, as it was told last. */
export interface PoorVital {
  /** Number of the event. */
  readonly seq: number
  readonly route: string
}

export interface CallStats {
  readonly total: HostFigures
  /** Most calls first. */
  readonly hosts: readonly HostFigures[]
}

export interface PageFilter {
  readonly from: number
  readonly to: number
  readonly app?: string | undefined
}

/** Sums over pages in browsers. */
export interface PageSums {
  readonly visits: number
  /** One that stands for many counts as many. */
  readonly exceptions: number
  /** Milliseconds, see `OBSERVED_SLOT`. */
  readonly observed: number
  /** Milliseconds that long tasks and frames took beyond 50 each. */
  readonly blocked: number
}

/**
 * How long the main thread was looked at is not told. It counts as looked at for each ten seconds in which a page told of
 * anything, of pages that told of any measure: one that does not measure is not taken for one that is never blocked, and
 * one that lies in the background adds nothing.
 */
export const OBSERVED_SLOT = 10_000

/** Who told of some events, and its newest one. */
export interface EventSource {
  readonly instance: string
  readonly latest: number
  readonly lastSeen: number
}

/** What a store knows of pages in browsers beside their facts. */
export interface BrowserStore {
  /**
   * A vital that was told again counts once: with its newest value, at the time of its first, and with the page and device
   * of that.
   * @param step milliseconds of a bucket of the trend
   */
  vitalStats(filter: VitalFilter, step: number): Promise<VitalStats>
  /** The same over all that the filter lets through: cheaper where its parts are not asked for. */
  vitalSums(filter: VitalFilter): Promise<readonly VitalSums[]>
  /** Of those not good, the newest first. */
  poorVitals(filter: VitalFilter, limit: number): Promise<readonly PoorVital[]>
  /** @param slow milliseconds @param limit hosts */
  callStats(filter: SpanFilter, slow: number, limit: number): Promise<CallStats>
  pageSums(filter: PageFilter): Promise<PageSums>
  /** Newest first. */
  eventSources(filter: EventFilter, limit: number): Promise<readonly EventSource[]>
}
