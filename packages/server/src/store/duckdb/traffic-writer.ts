import type { DuckDBConnection } from '@duckdb/node-api'
import type { Resource } from '@kymo/protocol'
import type { RetentionLimits } from '../store.ts'
import { MINUTE, MINUTES_IN_HOUR, TOLD, type ToldMinute } from '../traffic/traffic.ts'
import { type TrafficCell, TrafficCells } from '../traffic/traffic-cells.ts'
import type { TrafficTally } from '../traffic/traffic-tally.ts'
import { backfillTraffic } from './backfill-traffic.ts'
import { coverSpans } from './cover-spans.ts'
import { firstHourWithin, oldestMinute, removeTraffic } from './remove-traffic.ts'
import { lastRolledHour, rollUp } from './roll-up-traffic.ts'
import { type ToldChange, toldChanges } from './told-changes.ts'
import { TrafficDictionary, type TrafficOrigin } from './traffic-dictionary.ts'
import { TrafficRows } from './traffic-rows.ts'
import { transaction } from './transaction.ts'

/** Hours that stay open for what comes late, before their minutes are added up. */
const OPEN_HOURS = 2
const HOUR = 3_600_000
/** Of the size that the store may have, what traffic may take. */
const MAX_SHARE = 0.25
/** What a row is taken to weigh on disk. */
const BYTES_A_ROW = 8

/** Writes the tables of traffic, on the store's one connection that writes. */
export class TrafficWriter {
  readonly dictionary = new TrafficDictionary()
  readonly #connection: DuckDBConnection
  readonly #slow: number
  #rows: TrafficRows | undefined
  #rolled = 0
  #oldest: number | null = null
  /** What the transaction under way counts, by process. */
  readonly #cells = new Map<string, { readonly resource: Resource; readonly cells: TrafficCells }>()

  /** @param slow milliseconds from which a request counts as slow */
  constructor(connection: DuckDBConnection, slow: number) {
    this.#connection = connection
    this.#slow = slow
  }

  /** The first hour whose minutes are not added up yet, since the Unix epoch. */
  get rolled(): number {
    return this.#rolled
  }

  /** Start of the oldest minute, milliseconds since the Unix epoch. */
  get oldest(): number | null {
    return this.#oldest === null ? null : this.#oldest * MINUTE
  }

  /** Counts what the file held before there were tables of traffic, too. */
  async load(now: number): Promise<void> {
    await this.dictionary.load(this.#connection)
    this.#rolled = (await lastRolledHour(this.#connection)) + 1
    if (await backfillTraffic(this.#connection, this.dictionary, this.#slow)) await this.rollUp(now)
    this.#oldest = await oldestMinute(this.#connection)
  }

  /** What counts the spans of a process until `flush`. */
  cellsOf(resource: Resource): TrafficCells {
    const key = `${resource['service.instance.id']}\n${resource['service.name']}`
    const known = this.#cells.get(key)
    if (known !== undefined) return known.cells
    const cells = new TrafficCells(resource, this.#slow)
    this.#cells.set(key, { resource, cells })
    return cells
  }

  /** Writes what was counted, within the connection's transaction. */
  async flush(): Promise<void> {
    const counted: { readonly cell: TrafficCell; readonly route: number; readonly origin: TrafficOrigin }[] =
      []
    for (const { resource, cells } of this.#cells.values()) {
      const { 'service.name': app, 'service.instance.id': instance } = resource
      for (const cell of cells) {
        const origin = this.dictionary.originOf(app, instance, 'spans')
        counted.push({ cell, route: this.dictionary.idOf(cell.route), origin })
      }
    }
    this.#cells.clear()
    if (counted.length === 0) return
    await this.dictionary.flush(this.#connection)
    this.#rows ??= await TrafficRows.open(this.#connection)
    for (const { cell, route, origin } of counted) {
      this.#rows.minute(route, origin.id, cell.minute, cell.tally)
      this.#addToHour(route, origin.told, cell.minute, cell.tally)
      this.#noteOldest(cell.minute)
    }
    this.#rows.flush()
  }

  /** The transaction was taken back: what was begun under it is begun anew. */
  async abandon(): Promise<void> {
    this.#rows = undefined
    this.#cells.clear()
    await this.dictionary.load(this.#connection)
    this.#oldest = await oldestMinute(this.#connection)
  }

  /** @returns how many rows it wrote */
  async put(minutes: readonly ToldMinute[]): Promise<number> {
    const changes = await toldChanges(this.#connection, this.dictionary, minutes)
    const covered = new Set<TrafficOrigin>()
    for (const { instance, minute } of minutes) {
      const origin = this.dictionary.uncovered(minute.app_name, instance)
      if (origin !== undefined) covered.add(origin)
    }
    if (changes.length === 0 && covered.size === 0) return 0
    await this.#transaction(async () => this.#apply(changes, covered))
    for (const { minute } of changes) this.#noteOldest(minute)
    return changes.reduce((rows, { tally }) => rows + 1 + tally.buckets.size, 0)
  }

  /** Removes what is too old or too much, and adds up the minutes of the hours that are over. */
  async retain(
    { olderThan, trafficOlderThan = olderThan, maxSize }: RetentionLimits,
    now: number,
  ): Promise<void> {
    const room = Math.floor((maxSize * MAX_SHARE) / BYTES_A_ROW)
    const hour = Math.max(Math.floor(trafficOlderThan / HOUR), await firstHourWithin(this.#connection, room))
    if (hour * HOUR > (this.oldest ?? Number.POSITIVE_INFINITY)) {
      await this.#transaction(() => removeTraffic(this.#connection, hour))
      await this.dictionary.load(this.#connection)
      this.#oldest = await oldestMinute(this.#connection)
    }
    await this.rollUp(now)
  }

  /** Adds up the minutes of the hours that are over. */
  async rollUp(now: number): Promise<void> {
    const until = Math.floor(now / HOUR) - OPEN_HOURS
    if (until <= this.#rolled) return
    await this.#transaction(() => rollUp(this.#connection, this.#rolled, until))
    this.#rolled = until
  }

  async #apply(changes: readonly ToldChange[], covered: ReadonlySet<TrafficOrigin>): Promise<void> {
    await this.dictionary.flush(this.#connection)
    for (const origin of covered) {
      await coverSpans(this.#connection, origin.id, this.#rolled)
      this.dictionary.cover(origin)
    }
    this.#rows ??= await TrafficRows.open(this.#connection)
    for (const { origin, route, minute, tally } of changes) {
      this.#rows.minute(route, origin, minute, tally)
      this.#addToHour(route, TOLD.minutes, minute, tally)
    }
    this.#rows.flush()
  }

  #noteOldest(minute: number): void {
    this.#oldest = Math.min(this.#oldest ?? minute, minute)
  }

  /** What comes for an hour whose minutes are added up is added there, too. */
  #addToHour(route: number, told: number, minute: number, tally: TrafficTally): void {
    const hour = Math.floor(minute / MINUTES_IN_HOUR)
    if (hour < this.#rolled) this.#rows?.hour(route, told, hour, tally)
  }

  async #transaction(task: () => Promise<void>): Promise<void> {
    try {
      await transaction(this.#connection, task)
    } catch (error) {
      await this.abandon().catch(() => undefined)
      throw error
    }
  }
}
