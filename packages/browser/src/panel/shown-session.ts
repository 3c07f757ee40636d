import type { Page as List, RuntimeUpdate, SessionDetail, SessionEvent, SessionSummary } from '@kymo/protocol'
import type { Page } from '../page.ts'
import { followLive } from './live.ts'

/** Milliseconds between two reads at least. */
const INTERVAL = 400

/** What the panel shows; `undefined` where nothing is known yet. */
export interface Shown {
  /** Whether the collector's stream is there. */
  readonly connected: boolean
  readonly summary: SessionSummary | undefined
  /** With rows; read only while somebody looks. */
  readonly session: SessionEvent | undefined
}

/** The session of the current visit, as the collector knows it, kept up to date. */
export class ShownSession {
  readonly #page: Page
  readonly #changed: () => void
  #connected = false
  #summary: SessionSummary | undefined
  #session: SessionEvent | undefined
  #detailed = false
  #reading = false
  #stale = false
  #end: (() => void) | undefined

  constructor(page: Page, changed: () => void) {
    this.#page = page
    this.#changed = changed
    page.visits.onVisit(() => {
      this.#summary = this.#session = undefined
      changed()
    })
    page.transport.onState(() => this.#follow())
    this.#follow()
    addEventListener('pagehide', () => {
      this.#end?.()
      this.#end = undefined
    })
    addEventListener('pageshow', () => this.#follow())
  }

  get shown(): Shown {
    return { connected: this.#connected, summary: this.#summary, session: this.#session }
  }

  /** Whether rows are wanted, too. */
  set detailed(detailed: boolean) {
    this.#detailed = detailed
    if (detailed && this.#connected) this.#read()
  }

  /** Once it was heard of: what can't be reached, or must not be, makes a line in the console for each attempt. */
  #follow(): void {
    if (this.#page.transport.state !== 'up') return
    this.#end ??= followLive(this.#page.options.url, {
      update: (update) => this.#update(update),
      connected: (connected) => {
        this.#connected = connected
        this.#changed()
        if (connected) this.#read()
      },
    })
  }

  #update({ sessions }: RuntimeUpdate): void {
    const { id } = this.#page.visits.current
    const summary = sessions.find((session) => session.id === id)
    if (!summary) return
    this.#connected = true
    this.#summary = summary
    this.#changed()
    if (this.#detailed) this.#read()
  }

  /** Reads now, or once more after the read that is under way. */
  #read(): void {
    if (this.#reading) {
      this.#stale = true
      return
    }
    this.#reading = true
    this.#stale = false
    void this.#fetch().finally(() =>
      setTimeout(() => {
        this.#reading = false
        if (this.#stale) this.#read()
      }, INTERVAL),
    )
  }

  async #fetch(): Promise<void> {
    const { id } = this.#page.visits.current
    try {
      // One that it does not know yet is looked for in the list: a browser tells of every answer that is a 404.
      const known = this.#summary !== undefined
      const summary = known
        ? (await this.#get<SessionDetail>(`/${id}?spans=0&limit=5`)).session
        : (await this.#get<List<SessionSummary>>('?limit=50')).rows.find((session) => session.id === id)
      if (summary === undefined || id !== this.#page.visits.current.id) return
      if ('fetches' in summary) this.#session = summary as SessionEvent
      else if (this.#detailed) this.#stale = true
      if (summary.revision >= (this.#summary?.revision ?? 0)) this.#summary = summary
      this.#changed()
    } catch {
      // The stream tells that the collector is gone.
    }
  }

  async #get<View>(path: string): Promise<View> {
    const { options, fetch } = this.#page
    const response = await fetch.call(window, `${options.url}/api/sessions${path}`, {
      credentials: 'omit',
      cache: 'no-store',
    })
    if (!response.ok) throw new Error(response.statusText)
    return (await response.json()) as View
  }
}
