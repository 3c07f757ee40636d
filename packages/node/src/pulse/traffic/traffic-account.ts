import type { PulseSource } from '@kymo/protocol'
import { TrafficTally } from './traffic-tally.ts'

export const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** UTF-16 units of minutes that are over: about twenty of the longest, all sixty of any usual app. */
const MOST_TEXT = 4 * 1024 * 1024
/** Minutes that Redis is still to forget; it forgets all of them when the process has been silent for an hour. */
const MOST_GONE = 120

/** A minute as it is to be written. */
export interface AccountedMinute {
  readonly minute: number
  readonly json: string
  /** Requests that it tells of. */
  readonly count: number
}

interface Told {
  /** Requests that Redis knows of. */
  told: number
}

interface OpenMinute extends Told {
  readonly tally: TrafficTally
}

type ClosedMinute = AccountedMinute & Told

/**
 * Keeps account of a process's requests, by the minute in which they began. A minute is closed as soon as the one after
 * the next has begun: a request that ends later counts in the oldest that is open, since nobody looks at older ones again.
 * Those of the last hour are kept, to be written whenever Redis is there.
 */
export class TrafficAccount {
  readonly #source: PulseSource
  readonly #open: OpenMinute[] = []
  /** Oldest first. */
  #closed: ClosedMinute[] = []
  #text = 0
  /** Minutes that are not kept any more, and that Redis may still have. */
  #gone: number[] = []
  #newest = Number.NEGATIVE_INFINITY
  #dropped = 0

  constructor(source: PulseSource) {
    this.#source = source
  }

  /** Requests that had to be forgotten before Redis knew of them. */
  get dropped(): number {
    return this.#dropped
  }

  /** Minutes that Redis is to forget. */
  get expired(): readonly number[] {
    return this.#gone.filter((minute) => minute <= this.#newest - HOUR)
  }

  /** @param start @param end milliseconds since the Unix epoch */
  add(method: string, route: string, start: number, end: number, failed: boolean, slow: boolean): void {
    const current = Math.floor(end / MINUTE) * MINUTE
    if (current !== this.#newest) this.#turn(current)
    const minute = Math.max(Math.floor(start / MINUTE) * MINUTE, this.#newest - MINUTE)
    this.#at(minute).tally.add(method, route, Math.max(0, end - start), failed, slow)
  }

  /** What Redis does not know yet, oldest first. @param now milliseconds since the Unix epoch */
  untold(now: number): AccountedMinute[] {
    this.#turn(Math.floor(now / MINUTE) * MINUTE)
    const closed = this.#closed.filter(({ count, told }) => count > told)
    const open = this.#open
      .filter(({ tally, told }) => tally.count > told)
      .map(({ tally }) => ({
        minute: tally.minute,
        json: tally.toJson(this.#source),
        count: tally.count,
      }))
    return [...closed, ...open]
  }

  /** Notes that Redis has it. */
  told({ minute, count }: AccountedMinute): void {
    const known =
      this.#open.find(({ tally }) => tally.minute === minute) ??
      this.#closed.find((closed) => closed.minute === minute)
    if (known !== undefined) known.told = Math.max(known.told, count)
  }

  /** Notes that Redis may have forgotten what it knew. */
  forgotten(): void {
    for (const minute of [...this.#open, ...this.#closed]) minute.told = 0
  }

  /** Notes that Redis has forgotten these. */
  removed(minutes: readonly number[]): void {
    this.#gone = this.#gone.filter((minute) => !minutes.includes(minute))
  }

  #at(minute: number): OpenMinute {
    let open = this.#open.find(({ tally }) => tally.minute === minute)
    if (open === undefined) {
      open = { tally: new TrafficTally(minute), told: 0 }
      this.#open.push(open)
      this.#open.sort((a, b) => a.tally.minute - b.tally.minute)
    }
    return open
  }

  #turn(current: number): void {
    // With a clock that was set back a little it goes on in the minute where it was.
    if (current < this.#newest - HOUR) this.#restart()
    else if (current <= this.#newest) return
    this.#newest = current
    while (this.#open[0] !== undefined && this.#open[0].tally.minute < current - MINUTE) {
      const { tally, told } = this.#open.shift() as OpenMinute
      const json = tally.toJson(this.#source)
      const { minute, count } = tally
      this.#closed.push({ minute, json, count, told })
      this.#text += json.length
    }
    while (
      this.#closed[0] !== undefined &&
      (this.#closed[0].minute <= current - HOUR || this.#text > MOST_TEXT)
    ) {
      this.#drop(this.#closed.shift() as ClosedMinute)
    }
  }

  /** All that it knows is of a time to come. */
  #restart(): void {
    for (const { tally, told } of this.#open.splice(0)) this.#dropped += tally.count - told
    for (const minute of this.#closed.splice(0)) this.#drop(minute)
  }

  #drop({ minute, json, count, told }: ClosedMinute): void {
    this.#text -= json.length
    this.#dropped += count - told
    this.#gone = [...this.#gone.slice(1 - MOST_GONE), minute]
  }
}
