import type { Page } from '@kymo/protocol'
import { type Chunk, chunkOf, evictRows, findRow, type Place, spliceRows } from './chunks.ts'

export interface PagedListOptions<Row> {
  /** Reads the page that begins at `before`, null for the first. */
  readonly load: (before: string | null, signal: AbortSignal) => Promise<Page<Row>>
  readonly idOf: (row: Row) => string
  /** What rows are ordered by; rows of the same time stay in the order they came. */
  readonly timeOf: (row: Row) => number
  /** Which rows come first. A list with the oldest first takes in new rows only by `update`. */
  readonly order?: 'newest' | 'oldest'
  /** Whether `next` says something newer of the same row than `known`. */
  readonly isNewer: (next: Row, known: Row) => boolean
  /** Rows in memory; those furthest from what is looked at are let go and read again when they come into view. */
  readonly memory?: number
}

const DEFAULT_MEMORY = 6000
/** Arrived rows kept while the list must not move; beyond it the newest page is read anew instead. */
const HELD_LIMIT = 500

/**
 * A list that is longer than memory and grows while it is read. Where it grows at the top, rows are held back on
 * request, so that what is being read stays where it is. Listeners are told after each change; `version` then differs.
 */
export class PagedList<Row> {
  readonly #options: PagedListOptions<Row>
  readonly #listeners = new Set<() => void>()
  #abort = new AbortController()
  readonly #held = new Map<string, Row>()
  #chunks: Chunk<Row>[] = []
  #next: string | null = null
  #total = 0
  #capped = false
  #error: unknown
  #started = false
  #refreshing = false
  #heldAll = false
  #focus = 0
  #focusEnd = 0
  #version = 0

  constructor(options: PagedListOptions<Row>) {
    this.#options = options
  }

  get version(): number {
    return this.#version
  }

  /** Rows that can be scrolled to; `hasMore` says whether further ones follow. */
  get count(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.size, 0)
  }

  get hasMore(): boolean {
    return this.#next !== null
  }

  /** Rows that the filter lets through, loaded or not. */
  get total(): number {
    return Math.max(this.#total, this.count)
  }

  /** There may be more rows than `total`: the collector stopped counting. */
  get capped(): boolean {
    return this.#capped
  }

  /** Rows that arrived and are not shown. */
  get held(): number {
    return this.#held.size
  }

  /** True until the first page came or failed. */
  get pending(): boolean {
    return !this.#started && this.#error === undefined
  }

  /** False until the first page came: then neither rows nor their number are known. */
  get known(): boolean {
    return this.#started
  }

  /** Why the last read failed; undefined when it did not. */
  get error(): unknown {
    return this.#error
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Undefined while the row is being read. */
  at(index: number): Row | undefined {
    let start = 0
    for (const chunk of this.#chunks) {
      if (index < start + chunk.size) return chunk.rows?.[index - start]
      start += chunk.size
    }
    return undefined
  }

  /** -1 when the row is not in memory. */
  indexOf(id: string): number {
    const found = this.#find(id)
    return found === undefined ? -1 : found.start + found.offset
  }

  /** Reads the first page, and forgets all the others. */
  async refresh(): Promise<void> {
    if (this.#refreshing) return
    this.#refreshing = true
    const { signal } = this.#abort
    try {
      const page = await this.#options.load(null, signal)
      if (signal.aborted) return
      this.#chunks = [chunkOf(null, page.rows)]
      this.#next = page.next
      this.#total = page.total
      this.#capped = page.capped === true
      this.#held.clear()
      this.#heldAll = false
      this.#started = true
      this.#error = undefined
    } catch (error) {
      if (signal.aborted) return
      this.#error = error
    } finally {
      if (!signal.aborted) this.#refreshing = false
    }
    this.#changed()
  }

  /**
   * Looks for what is new: with the newest first in the first page, with the oldest first in what is looked at; the
   * rest is then read when it comes into view.
   * @param isHeld as for `arrive`, asked when the rows came
   */
  async update(isHeld: () => boolean): Promise<void> {
    if (this.#options.order === 'oldest') {
      await this.#renew()
      return
    }
    const page = await this.#options.load(null, this.#abort.signal)
    this.arrive(page.rows, isHeld(), page)
  }

  /** Reads again after a failure. */
  retry(): void {
    if (this.#error === undefined) return
    if (!this.#started) {
      void this.refresh()
      return
    }
    this.#error = undefined
    this.#changed()
  }

  /** Tells which rows are looked at, so that they are read if need be; after a failure nothing is until `retry`. */
  want(from: number, to: number): void {
    this.#focus = from
    this.#focusEnd = to
    if (!this.#started || this.#error !== undefined) return
    let start = 0
    for (const chunk of this.#chunks) {
      const end = start + chunk.size
      if (chunk.rows === undefined && start < to && end > from) void this.#read(chunk)
      start = end
    }
    const last = this.#chunks.at(-1)
    if (to >= start && this.#next !== null && last?.loading !== true) {
      void this.#read(chunkOf(this.#next, undefined))
    }
  }

  /**
   * Takes in rows that are new or changed, in any order. Known ones change where they are. With `hold`, new ones at
   * the top wait for `release`.
   * @param whole `rows` are the newest page as it is now: where it does not reach down to what is known, rows between
   *   are missing and the list is read anew
   */
  arrive(rows: readonly Row[], hold: boolean, whole?: Page<Row>): void {
    if (!this.#started) return
    if (whole !== undefined) this.#total = whole.total
    const unknown: Row[] = []
    for (const row of rows) {
      if (!this.#replace(row)) unknown.push(row)
    }
    const gap =
      whole !== undefined && whole.next !== null && unknown.length === rows.length && rows.length > 0
    for (const row of unknown) {
      if (whole === undefined && !this.#held.has(this.#options.idOf(row))) this.#total++
      this.#take(row, hold)
    }
    if (gap && hold) this.#heldAll = true
    if (this.#held.size > HELD_LIMIT) this.#heldAll = true
    if (gap && !hold) void this.refresh()
    this.#trim()
    this.#changed()
  }

  /** Takes out rows that are none any more. */
  remove(ids: readonly string[]): void {
    let removed = 0
    for (const id of ids) {
      const found = this.#find(id)
      if (found !== undefined) spliceRows(found.chunk, found.offset, 1)
      if (found !== undefined || this.#held.delete(id)) removed++
    }
    if (removed === 0) return
    this.#total -= removed
    this.#changed()
  }

  /** Shows what was held back. */
  release(): void {
    if (this.#held.size === 0) return
    if (this.#heldAll) {
      void this.refresh()
      return
    }
    const rows = [...this.#held.values()].sort((a, b) => this.#options.timeOf(a) - this.#options.timeOf(b))
    this.#held.clear()
    for (const row of rows) this.#take(row, false)
    this.#trim()
    this.#changed()
  }

  /** Ends what is being read. The list can be used again after a `refresh`. */
  stop(): void {
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#refreshing = false
  }

  #find(id: string): Place<Row> | undefined {
    return findRow(this.#chunks, (row) => this.#options.idOf(row) === id)
  }

  #replace(row: Row): boolean {
    const { idOf, isNewer } = this.#options
    const id = idOf(row)
    const held = this.#held.get(id)
    if (held !== undefined) {
      if (isNewer(row, held)) this.#held.set(id, row)
      return true
    }
    const found = this.#find(id)
    if (found === undefined) return false
    if (isNewer(row, found.rows[found.offset] as Row)) spliceRows(found.chunk, found.offset, 1, row)
    return true
  }

  /** Puts a new row where its time says: at the top, between rows in memory, or nowhere until its page is read. */
  #take(row: Row, hold: boolean): void {
    const { timeOf, idOf } = this.#options
    const time = timeOf(row)
    const first = this.#chunks[0]
    const top = first?.rows?.[0]
    if (first === undefined) return
    if (top === undefined || time >= timeOf(top)) {
      if (hold || first.rows === undefined) this.#held.set(idOf(row), row)
      else spliceRows(first, 0, 0, row)
      return
    }
    const older = findRow(this.#chunks, (known) => timeOf(known) <= time)
    if (older !== undefined) {
      spliceRows(older.chunk, older.offset, 0, row)
      return
    }
    const last = this.#chunks.at(-1)
    if (last?.rows !== undefined && this.#next === null) spliceRows(last, last.size, 0, row)
  }

  async #renew(): Promise<void> {
    if (!this.#started || this.count === 0) {
      await this.refresh()
      return
    }
    let start = 0
    const inView: Chunk<Row>[] = []
    for (const chunk of this.#chunks) {
      const end = start + chunk.size
      if (start < this.#focusEnd && end > this.#focus) inView.push(chunk)
      else chunk.rows = undefined
      start = end
    }
    await Promise.all(inView.map((chunk) => this.#read(chunk)))
  }

  async #read(chunk: Chunk<Row>): Promise<void> {
    if (chunk.loading) return
    chunk.loading = true
    const appended = !this.#chunks.includes(chunk)
    if (appended) this.#chunks = [...this.#chunks, chunk]
    const { signal } = this.#abort
    try {
      const page = await this.#options.load(chunk.before, signal)
      if (signal.aborted || !this.#chunks.includes(chunk)) return
      const known = new Set(appended ? this.#neighbour(chunk) : [])
      chunk.rows = page.rows.filter((row) => !known.has(this.#options.idOf(row)))
      chunk.size = chunk.rows.length
      if (this.#options.order === 'oldest') this.#closeGap(chunk, page)
      if (this.#chunks.at(-1) === chunk) this.#next = page.next
      this.#error = undefined
    } catch (error) {
      if (signal.aborted) return
      this.#error = error
      if (appended) this.#chunks = this.#chunks.filter((other) => other !== chunk)
    }
    chunk.loading = false
    evictRows(this.#chunks, this.#focus, this.#options.memory ?? DEFAULT_MEMORY)
    this.#changed()
  }

  /** Rows that came in between have moved the following pages: those are then read from where they begin now. */
  #closeGap(chunk: Chunk<Row>, page: Page<Row>): void {
    this.#total = page.total
    const following = this.#chunks[this.#chunks.indexOf(chunk) + 1]
    if (following === undefined || following.before === page.next) return
    this.#chunks = this.#chunks.slice(0, this.#chunks.indexOf(chunk) + 1)
  }

  /** Ids of the chunk before: a row that was inserted at its end may come again as the first of the next. */
  #neighbour(chunk: Chunk<Row>): string[] {
    const before = this.#chunks[this.#chunks.indexOf(chunk) - 1]
    return before?.rows?.map((row) => this.#options.idOf(row)) ?? []
  }

  /** A page that is open all day at the top of the list takes in rows without end: read anew, it is short again. */
  #trim(): void {
    const first = this.#chunks[0]
    if (first !== undefined && first.size > (this.#options.memory ?? DEFAULT_MEMORY) / 4) void this.refresh()
  }

  #changed(): void {
    this.#version++
    for (const listener of this.#listeners) listener()
  }
}
