import { BROWSER_SECTIONS, type CollectorStatus, type RuntimeUpdate } from '@kymo/protocol'
import type { QueryClient } from '@tanstack/react-query'
import { browserKeys } from './browser.ts'
import { LiveFleet } from './live-fleet.ts'
import { keys } from './queries.ts'
import { singleFlight } from './single-flight.ts'
import { joinUpdates, type LiveStream, type StreamState } from './stream.ts'

/** Milliseconds between two reads of the same figures, however much happens. */
const SESSION_GAP = 300
const PERFORMANCE_GAP = 2000
const LINE_GAP = 1000
const ERRORS_GAP = 1000
const BROWSER_GAP = 1000
/** A hidden page lets its connection go after this long: browsers allow only about six an origin. */
const HIDDEN_LIMIT = 60_000

export type LiveState = StreamState | 'paused'

/**
 * What the live connection does to the page: figures that changed are read anew, lists get what arrived. While paused
 * nothing on the page moves; what arrives is kept and handed over on resume.
 */
export class Live {
  /** What the page of the fleet shows. */
  readonly fleet: LiveFleet
  readonly #stream: LiveStream
  readonly #client: QueryClient
  readonly #updates = new Set<(update: RuntimeUpdate) => void>()
  readonly #eventListeners = new Set<() => void>()
  readonly #resets = new Set<() => void>()
  readonly #stateListeners = new Set<() => void>()
  readonly #touched = new Set<string>()
  #held: RuntimeUpdate | undefined
  #paused = false
  #wanted = false
  #watched = false
  #activeId: string | null = null
  /** Events that the collector kept when it was told last; undefined before. */
  #events: number | undefined

  constructor(stream: LiveStream, client: QueryClient) {
    this.#stream = stream
    this.#client = client
    this.fleet = new LiveFleet(client)
    const sessions = singleFlight(() => this.#readTouched(), SESSION_GAP)
    const performance = singleFlight(
      () => client.invalidateQueries({ queryKey: keys.performance }, { cancelRefetch: false }),
      PERFORMANCE_GAP,
    )
    const line = singleFlight(
      () => client.invalidateQueries({ queryKey: keys.livingLine }, { cancelRefetch: false }),
      LINE_GAP,
    )
    stream.onState(() => {
      this.#changed()
      if (stream.state !== 'live') return
      void client.refetchQueries({ predicate: (query) => query.state.error !== null })
      line.ask()
    })
    stream.on('status', (status) => {
      client.setQueryData(keys.status, status)
      this.#count(status)
    })
    const errors = singleFlight(
      () => client.invalidateQueries({ queryKey: keys.errors }, { cancelRefetch: false }),
      ERRORS_GAP,
    )
    this.onEvents(() => errors.ask())
    stream.on('reset', () => this.#reset())
    stream.on('system_pulse', (update) => this.fleet.pulse(update))
    stream.on('alert', (alert) => this.fleet.alert(alert))
    stream.on('runtime', (update) => {
      if (this.#paused) {
        this.#held = this.#held === undefined ? update : joinUpdates(this.#held, update)
        return
      }
      this.#apply(update)
    })
    const sections = new Map(
      BROWSER_SECTIONS.map((section) => [
        section,
        singleFlight(
          () =>
            client.invalidateQueries({ queryKey: browserKeys.section(section) }, { cancelRefetch: false }),
          BROWSER_GAP,
        ),
      ]),
    )
    this.onUpdate((update) => {
      for (const section of update.browser) sections.get(section)?.ask()
      for (const session of update.sessions) this.#touched.add(session.id)
      if (update.sessions.length > 0) sessions.ask()
      if (update.requests === 0) return
      performance.ask()
      line.ask()
      this.fleet.requested()
    })
  }

  get state(): LiveState {
    return this.#paused ? 'paused' : this.#stream.state
  }

  get activeId(): string | null {
    return this.#activeId
  }

  onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  onUpdate = (listener: (update: RuntimeUpdate) => void): (() => void) => {
    this.#updates.add(listener)
    return () => this.#updates.delete(listener)
  }

  /** Called when what is shown may have gaps and is to be read anew. */
  onReset = (listener: () => void): (() => void) => {
    this.#resets.add(listener)
    return () => this.#resets.delete(listener)
  }

  /** Called when events came in, such as exceptions; while paused, on resume. */
  onEvents = (listener: () => void): (() => void) => {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  setPaused(paused: boolean): void {
    if (paused === this.#paused) return
    this.#paused = paused
    const held = this.#held
    this.#held = undefined
    this.#changed()
    if (!paused && held !== undefined) this.#apply(held)
    this.fleet.setPaused(paused)
    const status = this.#client.getQueryData<CollectorStatus>(keys.status)
    if (status !== undefined) this.#count(status)
  }

  /** Opens the connection, and keeps it only while somebody may be looking. */
  start(): void {
    this.#wanted = true
    this.#stream.open()
    if (this.#watched) return
    this.#watched = true
    let timer: ReturnType<typeof setTimeout> | undefined
    document.addEventListener('visibilitychange', () => {
      clearTimeout(timer)
      if (!this.#wanted) return
      if (document.visibilityState === 'visible') this.#stream.open()
      else timer = setTimeout(() => this.#stream.close(), HIDDEN_LIMIT)
    })
  }

  /** Closes the connection until `start`: nobody is here who may read. */
  stop(): void {
    if (!this.#wanted) return
    this.#wanted = false
    this.#stream.close()
  }

  /** Retention takes events away, too: whenever their number differs, some may have come. */
  #count({ store }: CollectorStatus): void {
    if (this.#paused || store.events === this.#events) return
    const first = this.#events === undefined
    this.#events = store.events
    if (first) return
    for (const listener of this.#eventListeners) listener()
  }

  #apply(update: RuntimeUpdate): void {
    this.#activeId = update.activeSessionId
    for (const listener of this.#updates) listener(update)
    this.#changed()
  }

  async #readTouched(): Promise<void> {
    const ids = [...this.#touched]
    this.#touched.clear()
    await Promise.all([
      ...ids.map((id) =>
        this.#client.invalidateQueries({ queryKey: keys.session(id) }, { cancelRefetch: false }),
      ),
      this.#client.invalidateQueries({ queryKey: keys.facets }, { cancelRefetch: false }),
      this.#client.invalidateQueries({ queryKey: keys.traces }, { cancelRefetch: false }),
    ])
  }

  #reset(): void {
    this.#held = undefined
    this.fleet.reset()
    void this.#client.invalidateQueries()
    for (const listener of this.#resets) listener()
  }

  #changed(): void {
    for (const listener of this.#stateListeners) listener()
  }
}
