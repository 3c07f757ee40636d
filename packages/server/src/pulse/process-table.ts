import { HEARTBEAT_INTERVAL, type PulseHeartbeat, type PulseState } from '@kymo/protocol'
import type { PulseMemory, PulseProcessRow, PulseWay } from '../store/pulse-rows.ts'
import { placesTaken } from './place-takers.ts'

/** A run of one process, as far as its heartbeats tell. */
export interface TrackedProcess {
  readonly id: string
  readonly way: PulseWay
  readonly heartbeat: PulseHeartbeat
  readonly state: PulseState
  /** When its newest heartbeat came; milliseconds since the Unix epoch by the collector's clock. */
  readonly lastSeen: number
  /** The same by the clock that does not jump. */
  readonly heardAt: number
}

export interface ProcessClock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number
}

/** Processes that are known at a time: those that are gone make room, those beyond are counted. */
export const MAX_PROCESSES = 10_000
/** How many that are gone make room at once. */
const ROOM = 100
/** Milliseconds for which one that left is shown. */
export const LEFT_SHOWN = 10 * 60_000
/** Milliseconds for which one that is lost is shown. */
export const LOST_SHOWN = 24 * 60 * 60_000

const LOST_INTERVALS = 3
/** Milliseconds: short intervals must not take a busy moment for a loss, long ones not outlast their keys in Redis. */
const LOST_AFTER = { least: 5_000, most: 25_000 } as const
/** Milliseconds without a look for heartbeats after which silence says nothing. */
const DEAF = 7_000

/**
 * Milliseconds of silence after which a process is lost: three intervals, from 5 to 25 s; for one that tells less often,
 * a fifth more than its interval.
 */
export function lostAfter({ meta }: PulseHeartbeat): number {
  const interval = (meta.interval ?? HEARTBEAT_INTERVAL) * 1000
  const intervals = Math.min(Math.max(interval * LOST_INTERVALS, LOST_AFTER.least), LOST_AFTER.most)
  return Math.max(intervals, interval * 1.2)
}

/**
 * The processes of the fleet and what has become of them. Only new heartbeats count, by the moment at which they are
 * seen: clocks of other machines may say what they want. Time in which nobody could look does not make a process lost.
 */
export class ProcessTable {
  readonly #clock: ProcessClock
  readonly #processes = new Map<string, TrackedProcess>()
  /** Timestamps of heartbeats that lie about of processes that are shown no more. */
  readonly #stale = new Map<string, number>()
  readonly #lookedAt: Record<PulseWay, number>
  /** Ids, and whether more than figures has changed. */
  readonly #changed = new Map<string, boolean>()
  readonly #forgotten = new Set<string>()
  readonly #beyond = new Set<string>()
  /** Processes that took the place of a lost one. */
  readonly #takers = new Set<string>()
  #revision = 0

  constructor(clock: ProcessClock) {
    this.#clock = clock
    const at = clock.monotonic()
    this.#lookedAt = { http: at, redis: at }
  }

  /** Another one whenever something about a process is another. */
  get revision(): number {
    return this.#revision
  }

  /** Processes that there was no room for since this was asked last. */
  takeBeyond(): number {
    const { size } = this.#beyond
    this.#beyond.clear()
    return size
  }

  all(): IterableIterator<TrackedProcess> {
    return this.#processes.values()
  }

  get(id: string): TrackedProcess | undefined {
    return this.#processes.get(id)
  }

  /** What an earlier life of the collector had seen. Those that were alive get their time to be heard again. */
  restore(rows: readonly PulseProcessRow[]): void {
    const heardAt = this.#clock.monotonic()
    for (const { id, way, state, lastSeen, heartbeat } of rows) {
      this.#processes.set(id, { id, way, state, lastSeen, heartbeat, heardAt })
    }
  }

  /**
   * @param told the process's id, as it says itself
   * @param age milliseconds that the heartbeat is old, where that is known
   * @returns whether it says anything new
   */
  heard(told: string, way: PulseWay, heartbeat: PulseHeartbeat, age = 0): boolean {
    const id = this.#idOf(told, heartbeat)
    const known = this.#processes.get(id)
    if ((known?.heartbeat.timestamp ?? this.#stale.get(id)) === heartbeat.timestamp) return false
    if (known === undefined && this.#processes.size >= MAX_PROCESSES && !this.#makeRoom()) {
      this.#beyond.add(id)
      return false
    }
    this.#stale.delete(id)
    this.#forgotten.delete(id)
    const state = heartbeat.meta.stopping === true ? 'left' : 'alive'
    const lastSeen = this.#clock.now() - age
    const heardAt = this.#clock.monotonic() - age
    this.#set({ id, way, heartbeat, state, lastSeen, heardAt })
    return true
  }

  /** To be told whenever all heartbeats of a way that there were by now have been looked at. */
  looked(way: PulseWay): void {
    const at = this.#clock.monotonic()
    if (at - this.#lookedAt[way] > DEAF) {
      // They get their full time anew, and the time that it takes to reach Redis again.
      for (const process of this.#processes.values()) {
        if (process.way === way && process.state === 'alive') {
          this.#processes.set(process.id, { ...process, heardAt: at + HEARTBEAT_INTERVAL * 1000 })
        }
      }
    }
    this.#lookedAt[way] = at
  }

  /** Finds who is lost, and forgets whom nobody wants to see any more. */
  settle(): void {
    const now = this.#clock.now()
    for (const process of this.#processes.values()) {
      const silence = this.#lookedAt[process.way] - process.heardAt
      if (process.state === 'alive' && silence >= lostAfter(process.heartbeat)) {
        this.#set({ ...process, state: 'lost' })
      }
      const shown = process.state === 'left' ? LEFT_SHOWN : LOST_SHOWN
      if (process.state !== 'alive' && now - process.lastSeen > shown) this.#forget(process)
    }
    for (const { lost, taker } of placesTaken(this.#processes.values(), this.#takers)) {
      this.#takers.add(taker.id)
      this.#forget(lost)
    }
  }

  /**
   * What is to be remembered anew, and forgotten, since this was asked last.
   * @param all also those of which only figures have changed
   */
  takeChanges(all: boolean): Pick<PulseMemory, 'processes' | 'forgotten'> {
    const processes: PulseProcessRow[] = []
    for (const [id, more] of this.#changed) {
      if (!all && !more) continue
      this.#changed.delete(id)
      const { heardAt: _, ...row } = this.#processes.get(id) as TrackedProcess
      processes.push(row)
    }
    const forgotten = [...this.#forgotten]
    this.#forgotten.clear()
    return { processes, forgotten }
  }

  /** In containers that share their host's name, processes of several apps may be `{hostname}-1`. */
  #idOf(told: string, { meta }: PulseHeartbeat): string {
    const own = `${told}@${meta.app_name}`
    if (this.#processes.has(own)) return own
    const app = this.#processes.get(told)?.heartbeat.meta.app_name ?? meta.app_name
    return app === meta.app_name ? told : own
  }

  /** Who is alive matters more than who was. @returns whether there is room now */
  #makeRoom(): boolean {
    const gone = [...this.#processes.values()].filter(({ state }) => state !== 'alive')
    gone.sort((a, b) => a.lastSeen - b.lastSeen)
    for (const process of gone.slice(0, ROOM)) this.#forget(process)
    return gone.length > 0
  }

  #set(process: TrackedProcess): void {
    const before = this.#processes.get(process.id)
    const more = before?.state !== process.state || this.#changed.get(process.id) === true
    this.#processes.set(process.id, process)
    this.#changed.set(process.id, more)
    this.#revision++
  }

  #forget({ id, heartbeat }: TrackedProcess): void {
    this.#revision++
    this.#processes.delete(id)
    this.#takers.delete(id)
    this.#changed.delete(id)
    this.#forgotten.add(id)
    this.#stale.set(id, heartbeat.timestamp)
    if (this.#stale.size > MAX_PROCESSES) this.#stale.delete(this.#stale.keys().next().value as string)
  }
}
