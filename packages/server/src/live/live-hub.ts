import {
  type Batch,
  type CollectorStatus,
  EXCEPTION_EVENT,
  type Fact,
  type RuntimeUpdate,
  type SessionSummary,
  type StreamEventName,
  type StreamEvents,
} from '@kymo/protocol'
import { heldBackFor } from '../queries/held-back.ts'
import { activeSessionId } from '../queries/runtime.ts'
import { type Session, summarize } from '../queries/sessions.ts'
import type { SessionReader } from '../reads/session-reader.ts'
import type { TimeRange } from '../reads/trace-digests.ts'
import { BROWSER_PREFIX } from '../store/browser/browser-store.ts'
import { BrowserNews } from './browser-news.ts'
import { EventLog } from './event-log.ts'
import { PublishedSessions } from './published-sessions.ts'

/** Milliseconds. */
export interface LiveTiming {
  /** From a fact to the event that tells of it. */
  readonly delay: number
  /** Between two runtime events. */
  readonly interval: number
  readonly statusInterval: number
  /** For how long events are still made after the last listener left, so that it can come back. */
  readonly grace: number
}

const LIVE_TIMING: LiveTiming = { delay: 25, interval: 200, statusInterval: 1000, grace: 30_000 }

/** Traces looked at and sessions told of by one event; the rest is left to the next ones. */
const MAX_TRACES = 500
const MAX_SESSIONS = 100
/** Traces that wait to be told of. When there are more, the oldest are not: nobody reads so many. */
const MAX_WAITING = 5_000
const MAX_PUBLISHED = 5_000
/** Milliseconds between two looks for requests whose parents did not come. */
const HELD_BACK_INTERVAL = 1_000
const LOG_LIMITS = { events: 2_000, size: 8 * 1024 * 1024 }

export interface Listener {
  /** As it goes over the wire: the same bytes for all. */
  readonly event: (bytes: Uint8Array) => void
  /** No more will come. */
  readonly end: () => void
}

interface HeldBack {
  readonly range: TimeRange
  /** By `performance.now()`. */
  readonly at: number
}

interface Subscription {
  readonly names: ReadonlySet<StreamEventName>
  readonly listener: Listener
}

export interface LiveSources {
  readonly reader: SessionReader
  readonly status: () => Promise<CollectorStatus>
  readonly now: () => number
}

/** Makes the stream's events out of what has become durable; rests while nobody listens. */
export class LiveHub {
  readonly #sources: LiveSources
  readonly #timing: LiveTiming
  readonly #log: EventLog
  readonly #subscriptions = new Set<Subscription>()
  readonly #published = new PublishedSessions(MAX_PUBLISHED)
  /** Of the sessions told of, the one that gained the newest fact. */
  #newest: SessionSummary | undefined
  #traces = new Set<string>()
  /** Of what belongs to no trace. */
  #visits = new Set<string>()
  /** Traces that may turn out to be sessions when nothing else comes, with the moment at which to look again. */
  readonly #heldBack = new Map<string, HeldBack>()
  #heldBackTimer: NodeJS.Timeout | undefined
  #range: TimeRange | undefined
  readonly #browser = new BrowserNews()
  #requests = 0
  #runtimeTimer: NodeJS.Timeout | undefined
  #statusTimer: NodeJS.Timeout | undefined
  #busy = false
  #nextRuntime = 0
  #nextStatus = 0
  #listenedUntil: Record<StreamEventName, number> = {
    runtime: 0,
    status: 0,
    fact: 0,
    system_pulse: 0,
    alert: 0,
    reset: 0,
  }
  #closed = false

  constructor(id: string, sources: LiveSources, timing: LiveTiming = LIVE_TIMING) {
    this.#sources = sources
    this.#timing = timing
    this.#log = new EventLog(id, LOG_LIMITS)
  }

  get lastId(): string {
    return this.#log.lastId
  }

  get listeners(): number {
    return this.#subscriptions.size
  }

  subscribe(names: ReadonlySet<StreamEventName>, listener: Listener): () => void {
    const subscription = { names, listener }
    this.#subscriptions.add(subscription)
    return () => {
      if (!this.#subscriptions.delete(subscription)) return
      for (const name of names) this.#listenedUntil[name] = performance.now() + this.#timing.grace
    }
  }

  since(lastEventId: string, names: ReadonlySet<StreamEventName>): ReturnType<EventLog['since']> {
    return this.#log.since(lastEventId, names)
  }

  /** To be told of all that became durable. */
  committed(batches: readonly Batch[]): void {
    if (this.#closed) return
    if (this.wanted('fact')) {
      for (const { header, facts } of batches) this.#publish('fact', { resource: header.resource, facts })
    } else this.#log.miss('fact')
    if (this.wanted('runtime')) {
      for (const { header, facts } of batches) {
        const byPage = header.resource['service.instance.id'].startsWith(BROWSER_PREFIX)
        for (const fact of facts) {
          this.#note(fact)
          this.#browser.note(fact, byPage)
        }
      }
      this.#scheduleRuntime()
    } else {
      this.#log.miss('runtime')
      this.#published.clear()
    }
    if (this.wanted('status')) this.#scheduleStatus()
    else this.#log.miss('status')
  }

  /** Tells of something that is not held for those who come back, and has no id: they read it anew anyway. */
  tell<Name extends StreamEventName>(name: Name, data: StreamEvents[Name]): void {
    if (!this.#closed) this.#send(name, `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#runtimeTimer)
    clearTimeout(this.#statusTimer)
    clearTimeout(this.#heldBackTimer)
    for (const { listener } of this.#subscriptions) listener.end()
    this.#subscriptions.clear()
  }

  /** Whether anybody listens to it, or did a moment ago. */
  wanted(name: StreamEventName): boolean {
    if (performance.now() < this.#listenedUntil[name]) return true
    for (const { names } of this.#subscriptions) if (names.has(name)) return true
    return false
  }

  #publish(name: StreamEventName, data: unknown): void {
    this.#send(name, this.#log.add(name, data).text)
  }

  #send(name: StreamEventName, text: string): void {
    let bytes: Uint8Array | undefined
    for (const { names, listener } of this.#subscriptions) {
      if (!names.has(name)) continue
      bytes ??= Buffer.from(text)
      listener.event(bytes)
    }
  }

  #note(fact: Fact): void {
    if (fact.fact === 'point') return
    const from = fact.fact === 'span' ? fact.start : fact.time
    const to = fact.fact === 'span' ? fact.start + fact.duration : fact.time
    const visit = fact.attributes['kymo.visit.id']
    if (fact.traceId === undefined) {
      // Of what has no trace, sessions have exceptions and nothing else.
      if (typeof visit === 'string' && isException(fact)) this.#awaitVisit(visit, { from, to })
      return
    }
    if (
      fact.fact === 'span' &&
      fact.kind === 'request' &&
      isCounted(fact.attributes['kymo.request.purpose'])
    ) {
      this.#requests++
    }
    // What a page measured is found by its visit alone.
    if (fact.fact === 'span' && fact.kind === 'measure' && typeof visit === 'string') {
      this.#awaitVisit(visit, { from, to })
    } else this.#await(fact.traceId, { from, to })
  }

  #await(traceId: string, range: TimeRange): void {
    this.#traces.add(traceId)
    this.#heldBack.delete(traceId)
    if (this.#traces.size > MAX_WAITING) this.#traces.delete(this.#traces.values().next().value as string)
    this.#extend(range)
  }

  #awaitVisit(visitId: string, range: TimeRange): void {
    this.#visits.add(visitId)
    if (this.#visits.size > MAX_TRACES) this.#visits.delete(this.#visits.values().next().value as string)
    this.#extend(range)
  }

  #extend({ from, to }: TimeRange): void {
    this.#range =
      this.#range === undefined
        ? { from, to }
        : { from: Math.min(this.#range.from, from), to: Math.max(this.#range.to, to) }
  }

  #scheduleRuntime(): void {
    if (this.#runtimeTimer !== undefined || this.#busy) return
    if (this.#range === undefined && this.#browser.isEmpty) return
    const wait = Math.max(this.#timing.delay, this.#nextRuntime - performance.now())
    this.#runtimeTimer = setTimeout(() => void this.#runtime(), wait).unref()
  }

  async #runtime(): Promise<void> {
    const waiting = [...this.#traces]
    const traces = waiting.slice(-MAX_TRACES)
    const range = this.#range
    const requests = this.#requests
    const visits = [...this.#visits]
    this.#runtimeTimer = undefined
    this.#traces = new Set(waiting.slice(0, -MAX_TRACES))
    this.#visits = new Set()
    this.#range = this.#traces.size === 0 ? undefined : range
    this.#requests = 0
    this.#busy = true
    const began = performance.now()
    try {
      const sessions = range === undefined ? [] : await this.#touched(traces, range, visits)
      if (!this.#closed) this.#publish('runtime', this.#update(sessions, traces, requests))
    } catch {
      // What could not be read is not told of; who comes back learns that something is missing.
      this.#log.miss('runtime')
    }
    this.#busy = false
    // A store that is slow today is not asked more often than it can answer beside its other work.
    const took = performance.now() - began
    this.#nextRuntime = began + Math.max(this.#timing.interval, took * 4)
    if (!this.#closed) this.#scheduleRuntime()
  }

  /** The sessions that gained something and are shown; what one event has no room for is left to the next ones. */
  async #touched(
    traces: readonly string[],
    range: TimeRange,
    visits: readonly string[],
  ): Promise<readonly Session[]> {
    const touched = await this.#sources.reader.touchedBy(traces, range, visits)
    const sessions = touched.filter((session) => !this.#holdBack(session, range))
    for (const { head } of sessions.slice(MAX_SESSIONS)) this.#await(head.traceId, range)
    return sessions
  }

  /** Whether a session is none yet; then it is looked at again when it may have become one. */
  #holdBack(session: Session, range: TimeRange): boolean {
    const wait = heldBackFor(session, this.#sources.now())
    if (wait === 0 || this.#published.has(session.id)) return false
    this.#heldBack.set(session.head.traceId, { range, at: performance.now() + wait })
    if (this.#heldBack.size > MAX_WAITING) this.#heldBack.delete(this.#heldBack.keys().next().value as string)
    this.#heldBackTimer ??= setTimeout(() => this.#lookAgain(), HELD_BACK_INTERVAL).unref()
    return true
  }

  #lookAgain(): void {
    this.#heldBackTimer = undefined
    for (const [traceId, { range, at }] of this.#heldBack)
      if (at <= performance.now()) this.#await(traceId, range)
    if (this.#heldBack.size > 0) {
      this.#heldBackTimer = setTimeout(() => this.#lookAgain(), HELD_BACK_INTERVAL).unref()
    }
    this.#scheduleRuntime()
  }

  #update(sessions: readonly Session[], traces: readonly string[], requests: number): RuntimeUpdate {
    const shown = sessions.slice(0, MAX_SESSIONS)
    const summaries = shown.map(summarize)
    const time = this.#sources.now()
    const removed = this.#published.withdraw(sessions, shown, traces)
    for (const { id, head } of shown) this.#published.add(id, head.traceId)
    for (const summary of summaries) {
      if (summary.revision >= (this.#newest?.revision ?? 0)) this.#newest = summary
    }
    const active = activeSessionId(this.#newest === undefined ? [] : [this.#newest], time)
    const browser = this.#browser.take()
    return { time, sessions: summaries, removed, activeSessionId: active, requests, browser }
  }

  #scheduleStatus(): void {
    if (this.#statusTimer !== undefined) return
    const wait = Math.max(this.#timing.delay, this.#nextStatus - performance.now())
    this.#statusTimer = setTimeout(() => void this.#status(), wait).unref()
  }

  async #status(): Promise<void> {
    this.#nextStatus = performance.now() + this.#timing.statusInterval
    try {
      const status = await this.#sources.status()
      if (!this.#closed) this.#publish('status', status)
    } catch {
      this.#log.miss('status')
    }
    this.#statusTimer = undefined
  }
}

const isException = (fact: Fact) => fact.fact === 'event' && fact.name === EXCEPTION_EVENT

function isCounted(purpose: unknown): boolean {
  return purpose !== 'asset' && purpose !== 'internal'
}
