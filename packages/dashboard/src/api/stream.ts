import type { RuntimeUpdate, StreamEvents } from '@kymo/protocol'

/** `reconnecting` also covers a first connection that does not come about. */
export type StreamState = 'connecting' | 'live' | 'reconnecting'

/** What the page asks to be told of. */
const EVENTS = ['runtime', 'status', 'system_pulse', 'alert'] as const
/** What it listens to: `reset` comes unasked. */
const HEARD = [...EVENTS, 'reset'] as const
type Heard = Pick<StreamEvents, (typeof HEARD)[number]>
type Listener<Name extends keyof Heard> = (data: Heard[Name]) => void

/** What of the browser's `EventSource` is used; a test brings its own. */
export interface Source {
  readonly readyState: number
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void
  close(): void
}

export interface LiveStreamOptions {
  readonly connect: (url: string) => Source
  /** Milliseconds before the attempt with this number, from 0. */
  readonly backoff?: (attempt: number) => number
}

const URL = `/api/stream?events=${EVENTS.join(',')}`
const CLOSED = 2

/** 0.5 s, 1 s, 2 s … at most 10 s. */
function defaultBackoff(attempt: number): number {
  return Math.min(10_000, 500 * 2 ** attempt)
}

function parse(data: unknown): unknown {
  if (typeof data !== 'string') return undefined
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

/**
 * The page's one live connection. The browser resumes a broken one by itself, with `Last-Event-ID`; where it gives up
 * (the collector answered with an error), a new one is opened, and since that one can not resume, a `reset` is told.
 */
export class LiveStream {
  readonly #connect: LiveStreamOptions['connect']
  readonly #backoff: (attempt: number) => number
  readonly #listeners = new Map<string, Set<(data: never) => void>>()
  readonly #stateListeners = new Set<() => void>()
  #source: Source | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #state: StreamState = 'connecting'
  #attempt = 0
  #missed = false

  constructor(options: LiveStreamOptions) {
    this.#connect = options.connect
    this.#backoff = options.backoff ?? defaultBackoff
  }

  get state(): StreamState {
    return this.#state
  }

  onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  on<Name extends keyof Heard>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as (data: never) => void)
    return () => listeners.delete(listener as (data: never) => void)
  }

  open(): void {
    if (this.#source !== undefined) return
    clearTimeout(this.#timer)
    const source = this.#connect(URL)
    this.#source = source
    source.addEventListener('open', () => {
      if (this.#source !== source) return
      this.#attempt = 0
      this.#become('live')
      if (this.#missed) this.#tell('reset', { reason: 'too-old' })
      this.#missed = false
    })
    source.addEventListener('error', () => {
      if (this.#source !== source) return
      this.#become('reconnecting')
      if (source.readyState === CLOSED) this.#reopen()
    })
    for (const name of HEARD) {
      source.addEventListener(name, (event) => {
        const data = parse(event.data)
        if (this.#source === source && data !== undefined) this.#tell(name, data as Heard[typeof name])
      })
    }
  }

  /** Until `open` is called again; what happens meanwhile is made up for by a `reset`. */
  close(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
    this.#missed = true
    this.#become('connecting')
  }

  #reopen(): void {
    this.#source?.close()
    this.#source = undefined
    this.#missed = true
    this.#timer = setTimeout(() => this.open(), this.#backoff(this.#attempt++))
  }

  #become(state: StreamState): void {
    if (state === this.#state) return
    this.#state = state
    for (const listener of this.#stateListeners) listener()
  }

  #tell<Name extends keyof Heard>(name: Name, data: Heard[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<Name>)(data)
  }
}

/** Two updates as one: of each session the newer state, newest first. */
export function joinUpdates(older: RuntimeUpdate, newer: RuntimeUpdate): RuntimeUpdate {
  const sessions = new Map(older.sessions.map((session) => [session.id, session]))
  for (const id of newer.removed) sessions.delete(id)
  for (const session of newer.sessions) {
    const known = sessions.get(session.id)
    if (known === undefined || known.revision < session.revision) sessions.set(session.id, session)
  }
  return {
    time: newer.time,
    activeSessionId: newer.activeSessionId,
    requests: older.requests + newer.requests,
    removed: [...new Set([...older.removed, ...newer.removed])],
    browser: [...new Set([...older.browser, ...newer.browser])],
    sessions: [...sessions.values()].sort((a, b) => b.startTime - a.startTime).slice(0, 1000),
  }
}
