import {
  type Attributes,
  type ErrorEntry,
  exceptionFingerprint,
  PULSE_VERSION,
  type PulseSource,
} from '@kymo/protocol'
import type { EndedRequest } from '../ended-request.ts'
import { shownUrl, traceFields } from '../entry-fields.ts'
import type { SeenError } from './seen-error.ts'

/** Groups of a process. */
const MOST = 500
/** Samples whose requests are not over yet. */
const MOST_AWAITED = 100
/** UTF-16 units. */
const LONGEST_TYPE = 256
const LONGEST_MESSAGE = 4096
const LONGEST_STACK = 16 * 1024

type RequestSample = Pick<ErrorEntry, 'method' | 'route' | 'url'>

export interface ErrorGroup {
  readonly fingerprint: string
  readonly firstSeen: number
  count: number
  /** How many of them Redis knows of. */
  toldCount: number
  /** Grows with each change. */
  version: number
  /** The one that Redis knows. */
  toldVersion: number
  newest: SeenError
  request: RequestSample | undefined
}

/** Counts the exceptions of a process by what caused them. */
export class ErrorGroups {
  readonly #source: PulseSource
  readonly #groups = new Map<string, ErrorGroup>()
  /** By the whole, groups whose newest befell it. */
  readonly #awaited = new Map<object, ErrorGroup>()
  #dropped = 0

  constructor(source: PulseSource) {
    this.#source = source
  }

  /** Exceptions whose group had to make room before Redis knew of them. */
  get dropped(): number {
    return this.#dropped
  }

  add(error: SeenError): void {
    const fingerprint = exceptionFingerprint(this.#source.app_name, error.attributes)
    let group = this.#groups.get(fingerprint)
    if (group === undefined) {
      if (this.#groups.size >= MOST) this.#makeRoom()
      group = {
        ...{ fingerprint, firstSeen: error.time, newest: error, request: undefined },
        ...{ count: 0, toldCount: 0, version: 0, toldVersion: 0 },
      }
      this.#groups.set(fingerprint, group)
    }
    group.count++
    group.version++
    group.newest = error
    group.request = undefined
    if (error.whole !== undefined) this.#await(error.whole, group)
  }

  /** Only at its end it is known which route took a request. */
  requestEnded({ whole, method, url }: EndedRequest, route: string): void {
    if (this.#awaited.size === 0) return
    const group = this.#awaited.get(whole)
    if (group === undefined) return
    this.#awaited.delete(whole)
    if (group.newest.whole !== whole) return
    group.request = { method, route, url: shownUrl(url) }
    group.version++
  }

  /** What Redis does not know yet, the newest last. */
  untold(): ErrorGroup[] {
    return [...this.#groups.values()]
      .filter(({ version, toldVersion }) => version > toldVersion)
      .sort((a, b) => a.newest.time - b.newest.time)
  }

  /** Notes that Redis may have forgotten what it knew. */
  forgotten(): void {
    for (const group of this.#groups.values()) group.toldVersion = 0
  }

  /** Notes that Redis has it as it was then. */
  told(group: ErrorGroup, version: number, count: number): void {
    group.toldVersion = Math.max(group.toldVersion, version)
    group.toldCount = Math.max(group.toldCount, count)
  }

  entryOf({ fingerprint, count, firstSeen, newest, request }: ErrorGroup): ErrorEntry {
    const stack = text(newest.attributes, 'exception.stacktrace')
    return {
      v: PULSE_VERSION,
      fingerprint,
      type: text(newest.attributes, 'exception.type').slice(0, LONGEST_TYPE) || 'Error',
      message: text(newest.attributes, 'exception.message').slice(0, LONGEST_MESSAGE),
      count,
      first_seen: firstSeen,
      last_seen: newest.time,
      ...(stack === '' ? undefined : { stack: stack.slice(0, LONGEST_STACK) }),
      ...request,
      ...traceFields(newest.trace),
      source: this.#source,
    }
  }

  /** The oldest makes room: of what fails a job, or a request that is over already, no end is told. */
  #await(whole: object, group: ErrorGroup): void {
    this.#awaited.delete(whole)
    const [oldest] = this.#awaited.keys()
    if (this.#awaited.size >= MOST_AWAITED && oldest !== undefined) this.#awaited.delete(oldest)
    this.#awaited.set(whole, group)
  }

  /** The rarest goes, of these the oldest. */
  #makeRoom(): void {
    let least: ErrorGroup | undefined
    for (const group of this.#groups.values()) {
      if (
        least === undefined ||
        group.count < least.count ||
        (group.count === least.count && group.newest.time < least.newest.time)
      ) {
        least = group
      }
    }
    if (least === undefined) return
    this.#groups.delete(least.fingerprint)
    this.#dropped += least.count - least.toldCount
  }
}

function text(attributes: Attributes, name: string): string {
  const value = attributes[name]
  return typeof value === 'string' ? value : ''
}
