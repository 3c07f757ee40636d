import type { CallApi, CallPhase } from '../browser/browser-call.ts'
import type { CommitReport, ComponentDelta } from '../browser/component-report.ts'
import type { LeakKind, MemoryFigure } from '../browser/memory.ts'
import type { PageHealth, PageHealthFigures } from '../browser/page-health.ts'
import type { SignalNode } from '../browser/signal-report.ts'
import type { Device, VitalRating, WebVital } from '../browser/web-vital.ts'
import type { TimeWindow } from './performance.ts'

/*
 * What `GET /api/browser/*` answers: what pages in browsers told. All take `app` and the window (`from` and `to`, or
 * `window`; default: the newest hour). Times are milliseconds since the Unix epoch, durations milliseconds, sizes bytes.
 * Percentiles are of all values in the window, linear between the two nearest ranks. `null`: not known.
 *
 * Lists of reports are of the newest of a bounded number; where older ones were passed over, `capped` is true.
 */

/** What there is to read of browsers; `RuntimeUpdate.browser` names those with news. */
export const BROWSER_SECTIONS = ['vitals', 'components', 'signals', 'memory', 'network', 'health'] as const
export type BrowserSection = (typeof BROWSER_SECTIONS)[number]

/** One load of a page in a browser, as its `service.instance.id` names it. */
export interface BrowserPage {
  readonly instance: string
  readonly app: string
  /** The tab, as in `SessionSummary.visit.tab`. */
  readonly tab: string | null
  /** Where it was when it told last; null where it did not say. */
  readonly path: string | null
  readonly lastSeen: number
}

/** Of one vital. */
export interface VitalFigures {
  readonly vital: WebVital
  /** Page loads that told of it, each with its last value. */
  readonly count: number
  readonly p75: number | null
  /** Page loads by rating. */
  readonly ratings: Readonly<Record<VitalRating, number>>
}

/**
 * `GET /api/browser/vitals`, with `route` and `device` besides. A page load that told again counts once, with its newest
 * value, at the time of its first.
 */
export interface BrowserVitals {
  readonly window: TimeWindow
  /** Page loads that told of any vital. */
  readonly loads: number
  /** In the order of `WEB_VITALS`; all five. */
  readonly vitals: readonly (VitalFigures & {
    /** Upper bounds and counts; 24 steps from 0 to 2 × the bound of 'poor', and one for what is beyond (`to` is null). */
    readonly distribution: readonly { readonly to: number | null; readonly count: number }[]
    /** Oldest first, buckets without a value left out. */
    readonly trend: readonly { readonly time: number; readonly count: number; readonly p75: number }[]
  })[]
  /** Length of a bucket of the trends. */
  readonly step: number
  /** Most page loads first, at most 500. */
  readonly routes: readonly {
    readonly route: string
    /** True where the framework did not name the route and the pattern was made from the path. */
    readonly derived: boolean
    readonly loads: number
    readonly vitals: readonly VitalFigures[]
  }[]
  readonly devices: readonly {
    readonly device: Device
    readonly loads: number
    readonly vitals: readonly VitalFigures[]
  }[]
  /** The newest 50 that were not good, newest first. */
  readonly samples: readonly VitalSample[]
}

export interface VitalSample {
  readonly vital: WebVital
  readonly value: number
  readonly rating: VitalRating
  readonly time: number
  readonly app: string
  readonly route: string
  readonly path: string
  readonly device: Device
  /** The session; null where the page did not name its visit. */
  readonly visitId: string | null
  /** A selector of the element that made it; null where attribution was not loaded. */
  readonly target: string | null
  /** Names and values of what made it, such as `resourceLoadDelay: 300`; empty without attribution. */
  readonly attribution: Readonly<Record<string, string | number>>
}

/** `GET /api/browser/components`: the sums of the reports of the window. */
export interface BrowserComponents {
  readonly window: TimeWindow
  /** Most renders again first, at most 500; where there are more, libraries' are left out first. */
  readonly components: readonly (ComponentDelta & { readonly app: string; readonly lastSeen: number })[]
  /** Whether any framework measured how long renders take: React does in development and in its profiling build. */
  readonly timed: boolean
  /** The smallest of the thresholds that pages told; null without a report. */
  readonly slowThreshold: number | null
  /** Newest first, at most 50. */
  readonly commits: readonly CommitSummary[]
  /** Components that had no room in the reports. */
  readonly leftOut: number
  readonly capped: boolean
}

export interface CommitSummary {
  /** For `GET /api/browser/commits/:id`. */
  readonly id: string
  readonly app: string
  readonly time: number
  readonly duration: number | null
  /** Components that rendered. */
  readonly components: number
  /** The one that took longest by itself, or the first that rendered; the app's where one of them rendered. */
  readonly name: string
  /** Nothing of the app's rendered. */
  readonly library?: true
  readonly visitId: string | null
  readonly path: string | null
}

/** `GET /api/browser/commits/:id` */
export interface CommitDetail {
  readonly summary: CommitSummary
  readonly report: CommitReport
}

/** `GET /api/browser/signals`, with `page=<instance>`; default: the page that told last. */
export interface BrowserSignals {
  readonly window: TimeWindow
  /** Those that told of signals, newest first, at most 50. */
  readonly pages: readonly BrowserPage[]
  /** The one that the rest is of; null when there is none. */
  readonly page: BrowserPage | null
  /**
   * Most updates first, at most 2000: those that live, and those gone that were updated in the window. `updates` are all of
   * the window, `peak` its busiest second.
   */
  readonly signals: readonly (SignalNode & { readonly lastSeen: number })[]
  /** As they stood at the newest report. */
  readonly cycles: readonly (readonly number[])[]
  /** Updates in one second from which a signal updates too often; null when there is no page. */
  readonly excessive: number | null
  readonly leftOut: number
  readonly capped: boolean
}

/** One look of a page at its memory; what the browser can't give is absent. */
export interface MemorySample extends Readonly<Partial<Record<MemoryFigure, number>>> {
  readonly time: number
}

export interface Leak {
  readonly kind: LeakKind
  readonly component: string | null
  readonly time: number
  /** Bytes or things a minute. */
  readonly growth: number
  /** What it grew to. */
  readonly value: number
  readonly page: BrowserPage
}

/** `GET /api/browser/memory`, with `page=<instance>`; default: the page that told last. */
export interface BrowserMemory {
  readonly window: TimeWindow
  /** Newest first, at most 50. */
  readonly pages: readonly BrowserPage[]
  readonly page: BrowserPage | null
  /** Of that page: oldest first, the newest 1000. */
  readonly samples: readonly MemorySample[]
  /** What its browser can't give. */
  readonly missing: readonly MemoryFigure[]
  /** As its newest report has them; most bytes first. */
  readonly components: readonly {
    readonly name: string
    readonly instances: number
    readonly bytes: number
  }[]
  /** Of all pages, newest first, at most 100. */
  readonly leaks: readonly Leak[]
  readonly capped: boolean
}

export interface HostFigures {
  readonly host: string
  readonly count: number
  readonly failed: number
  readonly slow: number
  /** Answered from the browser's cache. */
  readonly cacheHits: number
  /** Calls that repeated one that had failed. */
  readonly retries: number
  /** Of the answers' bodies as far as they are known; null when none is. */
  readonly bytes: number | null
  /** Of calls that ended with an answer, without sockets and event sources. */
  readonly p50: number | null
  readonly p95: number | null
}

/** One call that a page made. */
export interface BrowserCall {
  readonly id: string
  readonly traceId: string
  readonly visitId: string | null
  readonly app: string
  readonly by: CallApi
  readonly method: string
  /** Absolute, redacted. */
  readonly url: string
  readonly host: string
  readonly statusCode: number | null
  readonly startTime: number
  readonly duration: number
  /** Milliseconds of each part; null where the browser does not tell of any. */
  readonly phases: Readonly<Partial<Record<CallPhase, number>>> | null
  readonly requestSize: number | null
  readonly responseSize: number | null
  readonly cacheHit: boolean
  /** Times that it was tried before. */
  readonly resends: number
  /** Messages of a socket or an event source. */
  readonly messages: { readonly sent: number; readonly received: number } | null
  /** What the user did that caused it, such as `click button “Add to cart”`. */
  readonly interaction: string | null
  readonly aborted: boolean
  readonly error: string | null
  /** The request that it became on a server of ours; null where none told of it. */
  readonly server: {
    readonly app: string
    readonly route: string | null
    readonly startTime: number
    readonly duration: number
  } | null
}

/**
 * `GET /api/browser/network`, with `visit`, `host`, `by` and `q` (part of the address) besides.
 */
export interface BrowserNetwork {
  readonly window: TimeWindow
  /** Milliseconds from which a call is slow. */
  readonly slowThreshold: number
  /** All together. */
  readonly total: HostFigures
  /** Most calls first, at most 100. */
  readonly hosts: readonly HostFigures[]
  /** The newest 500, oldest first. */
  readonly calls: readonly BrowserCall[]
  readonly capped: boolean
}

/** `GET /api/browser/health` */
export interface BrowserHealthView {
  readonly window: TimeWindow
  readonly health: PageHealth
  readonly figures: PageHealthFigures
}
