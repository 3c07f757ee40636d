import { attempt } from '../attempt.ts'
import { newId } from '../ids.ts'
import { alone } from './alone.ts'

/** What could not be delivered. */
export interface Queued {
  /** The name of whom it is for. */
  readonly to: string
  /** What is to be delivered, redacted. */
  readonly body: string
}

/**
 * - `sent`: it is over with it.
 * - `failed`: it will never be taken.
 * - `later`: whom it is for can't be reached now.
 * - `notMine`: nobody here knows whom it is for.
 */
export type Delivery = 'sent' | 'failed' | 'later' | 'notMine'

const PREFIX = 'kymo.queue.'
const ENTRIES = 50
/** UTF-16 units, of which a browser keeps two bytes each. */
const SIZE = 128 * 1024
const OLDEST = 3 * 24 * 3600 * 1000
/** Milliseconds between attempts. */
const SHORTEST_WAIT = 5_000
const LONGEST_WAIT = 300_000

/**
 * Errors that wait for whom they are for to be reachable again, in `localStorage`: all pages of the origin share it, and
 * it outlives them. At most 50 and 256 KB; the oldest go first. Where a browser keeps nothing, nothing waits.
 */
export class OfflineQueue {
  readonly #deliver: (queued: Queued) => Promise<Delivery>
  readonly #dropped: (to: string, count: number) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #put = 0
  #failures = 0
  #draining = false
  #started = false

  constructor(
    deliver: (queued: Queued) => Promise<Delivery>,
    /** Some had to be given up. */
    dropped: (to: string, count: number) => void,
  ) {
    this.#deliver = deliver
    this.#dropped = dropped
  }

  get length(): number {
    return keys().length
  }

  /** @param id what was put before with the same is replaced */
  put(queued: Queued, id = newId(8)): void {
    const moment = `${digits(Date.now(), 15)}.${digits(this.#put++, 9)}`
    const key = `${PREFIX}${moment}.${id}`
    for (const same of keys().filter((other) => other.endsWith(`.${id}`))) remove(same)
    const value = `${queued.to}\n${queued.body}`
    if (value.length > SIZE || !this.#keep(key, value)) {
      this.#dropped(queued.to, 1)
      return
    }
    const all = keys()
    let size = all.reduce((sum, one) => sum + (localStorage.getItem(one)?.length ?? 0), 0)
    for (let i = 0; all.length - i > ENTRIES || size > SIZE; i++) {
      const oldest = all[i] as string
      size -= localStorage.getItem(oldest)?.length ?? 0
      this.#giveUp(oldest)
    }
    this.#schedule()
  }

  start(): void {
    this.#started = true
    addEventListener('online', this.#online)
    // What other pages have left, once this one has done what it has to.
    if (keys().length) this.#timer ??= setTimeout(this.#online, 500)
  }

  stop(): void {
    this.#started = false
    removeEventListener('online', this.#online)
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  readonly #online = () => {
    this.#failures = 0
    void this.drain()
  }

  /** Delivers what waits, oldest first, in one page at a time; ends with the first that has to wait on. */
  async drain(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#draining || !keys().length || !navigator.onLine) return
    this.#draining = true
    try {
      await alone('kymo.queue', (mine) => this.#drainNow(mine))
    } catch {
      // The browser gives no lock, as to a page that it is about to take down.
      this.#failures++
    } finally {
      this.#draining = false
      if (keys().length) this.#schedule()
    }
  }

  async #drainNow(mine: () => boolean): Promise<void> {
    const away = new Set<string>()
    for (const key of keys()) {
      const queued = this.#read(key)
      if (!queued || away.has(queued.to)) continue
      const delivery = await this.#deliver(queued).catch((): Delivery => 'later')
      if (delivery === 'sent' || delivery === 'failed') remove(key)
      if (delivery === 'sent') this.#failures = 0
      if (delivery === 'failed') this.#dropped(queued.to, 1)
      if (delivery === 'later' || delivery === 'notMine') away.add(queued.to)
      if (!mine() || !this.#started) return
    }
    if (away.size) this.#failures++
  }

  #read(key: string): Queued | undefined {
    const age = Date.now() - Number(key.slice(PREFIX.length, PREFIX.length + 15))
    const value = attempt(() => localStorage.getItem(key))
    const queued = value ? parsed(value) : undefined
    if (queued && Math.abs(age) < OLDEST) return queued
    // Another page may just have taken it.
    if (value != null) this.#giveUp(key)
    return undefined
  }

  #keep(key: string, value: string): boolean {
    for (;;) {
      try {
        localStorage.setItem(key, value)
        return true
      } catch {
        // The app's own things fill it: what waited longest makes room.
        const [oldest] = keys()
        if (oldest === undefined) return false
        this.#giveUp(oldest)
      }
    }
  }

  #giveUp(key: string): void {
    const value = attempt(() => localStorage.getItem(key)) ?? ''
    remove(key)
    this.#dropped(parsed(value)?.to ?? '', 1)
  }

  #schedule(): void {
    if (!this.#started) return
    const wait = Math.min(SHORTEST_WAIT * 2 ** this.#failures, LONGEST_WAIT)
    this.#timer ??= setTimeout(() => void this.drain(), wait)
  }
}

const digits = (count: number, length: number) => String(count).padStart(length, '0')

function parsed(value: string): Queued | undefined {
  const end = value.indexOf('\n')
  return end > 0 ? { to: value.slice(0, end), body: value.slice(end + 1) } : undefined
}

/** Oldest first. */
function keys(): string[] {
  return (attempt(() => Object.keys(localStorage)) ?? []).filter((key) => key.startsWith(PREFIX)).sort()
}

const remove = (key: string) => attempt(() => localStorage.removeItem(key))
