import type { CallApi } from './browser-call.ts'
import type { LeakKind, MemoryFigure } from './memory.ts'
import type { MeasureType } from './user-timing.ts'
import type { Device, WebVital } from './web-vital.ts'

/*
 * Attributes of the facts that pages tell, by the fact. All have `kymo.visit.id` besides, events `url.path`, too.
 * What another origin or the browser does not let the page know is absent.
 */

/** Prefix of what a vital is made of: `kymo.vital.target` is a selector, `kymo.vital.resourceLoadDelay` milliseconds. */
export const VITAL_PREFIX = 'kymo.vital.'

/** Of a `browser.web_vital` event; with names of `VITAL_PREFIX`, where attribution is loaded. */
export interface WebVitalAttributes {
  readonly 'browser.web_vital.name': WebVital
  /** Milliseconds; CLS has no unit. */
  readonly 'browser.web_vital.value': number
  readonly 'browser.web_vital.delta': number
  /** The same for all values of one vital of one page load; another one after the page was restored. */
  readonly 'browser.web_vital.id': string
  readonly 'browser.web_vital.rating': string
  readonly 'browser.web_vital.navigation_type': string
  readonly 'kymo.device': Device
}

/** Of a span of kind `fetch`, beside those of a server's; with names of `PHASE_PREFIX`. */
export interface BrowserCallAttributes {
  readonly 'kymo.fetch.by': CallApi
  /** Times that it was tried before. */
  readonly 'http.request.resend_count'?: number
  /** Of sockets and event sources. */
  readonly 'kymo.messages.sent'?: number
  readonly 'kymo.messages.received'?: number
  /** What the user did that caused it, such as `click button “Add to cart”`: its parent's name, also where that is not here. */
  readonly 'kymo.interaction'?: string
}

/** Of a span of kind `measure`; an interaction's name says what the user did, and it is the parent of what that caused. */
export interface MeasureAttributes {
  readonly 'kymo.measure.type': MeasureType
  /** JSON: what the app said of its measure; of a long frame its slowest scripts. Redacted, at most 4 KiB. */
  readonly 'kymo.measure.detail'?: string
}

/** Of a `kymo.mark` event. */
export interface MarkAttributes {
  readonly 'kymo.mark.name': string
  /** JSON of what the app said of it. Redacted, at most 4 KiB. */
  readonly 'kymo.mark.detail'?: string
}

/** Of a `kymo.violation` event. Of one budget and name, one a second is told; `count` is how many that stands for. */
export interface ViolationAttributes {
  /** Such as `maxRenderTime`; of a measure `measures`. */
  readonly 'kymo.violation.budget': string
  /** What broke it: a component, a signal, a measure, a vital. */
  readonly 'kymo.violation.name': string
  /** Milliseconds; CLS has no unit. Of several the largest. */
  readonly 'kymo.violation.value': number
  readonly 'kymo.violation.limit': number
  readonly 'kymo.violation.count': number
}

/** Of a `kymo.browser.memory` event, with the names of `MEMORY_FIGURES`. */
export interface MemoryAttributes {
  /** Figures that the browser can't give, such as `page`. */
  readonly 'kymo.memory.missing'?: readonly MemoryFigure[]
  /** JSON of a `ComponentMemoryReport`. */
  readonly 'kymo.report'?: string
}

/** Of a `kymo.leak` event. */
export interface LeakAttributes {
  readonly 'kymo.leak.kind': LeakKind
  readonly 'kymo.leak.component'?: string
  /** Bytes or things a minute. */
  readonly 'kymo.leak.growth': number
  /** What it grew to. */
  readonly 'kymo.leak.value': number
}

/** What an error reporter adds to an `exception` event. */
export interface ErrorReportAttributes {
  /** JSON of a list of `Breadcrumb`s. */
  readonly 'kymo.breadcrumbs'?: string
  /** JSON of names and texts. */
  readonly 'kymo.tags'?: string
  /** JSON of `ErrorContexts`. */
  readonly 'kymo.contexts'?: string
  /** As the app named the user. */
  readonly 'user.id'?: string
  /** How many it stands for, where it is more than one: they were the same, and came within a few seconds. */
  readonly 'kymo.exception.count'?: number
  /** As the app named them. */
  readonly 'deployment.environment.name'?: string
  readonly 'service.version'?: string
}
