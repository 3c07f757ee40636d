import { type DuckDBConnection, INTEGER, LIST, listValue } from '@duckdb/node-api'
import { type Batch, RoutePatterns } from '@kymo/protocol'
import { REMEMBERED_VITALS, ToldVitals } from '../browser/told-vitals.ts'
import type { InboxEntry } from '../inbox-entry.ts'
import { InstanceLedger } from '../instance-ledger.ts'
import type { RetentionLimits } from '../store.ts'
import type { ToldMinute } from '../traffic/traffic.ts'
import { idText } from './bindings.ts'
import { FactWriter } from './fact-writer.ts'
import { Inbox } from './inbox.ts'
import { InstanceRegistry } from './instance-registry.ts'
import { droppedFacts, loadLedger, recallPages } from './load-ledger.ts'
import { type Database, hasRoomToCheckpoint, protect } from './open-database.ts'
import { type Removed, removeOld } from './remove-old.ts'
import { TableExtents } from './table-extents.ts'
import { TableWriter } from './table-writer.ts'
import { BATCHES, FACT_TABLES } from './tables.ts'
import { TrafficWriter } from './traffic-writer.ts'
import { transaction } from './transaction.ts'

/** Facts written one after another before others get a turn of the event loop. */
const FACTS_IN_A_TURN = 2_000
/** Facts after which the write-ahead log is brought into the file. */
const CHECKPOINT_FACTS = 250_000
/** The same when nothing came for `IDLE` milliseconds. */
const IDLE_CHECKPOINT_FACTS = 5_000
const IDLE = 5_000

/** The one connection that writes; one transaction after another. */
export class StoreWriter {
  readonly ledger = new InstanceLedger()
  readonly instances = new InstanceRegistry()
  readonly extents = new TableExtents()
  readonly traffic: TrafficWriter
  readonly #database: Database
  readonly #connection: DuckDBConnection
  readonly #now: () => number
  #inbox: Inbox | undefined
  readonly #told = new ToldVitals()
  #routes = new RoutePatterns()
  #facts: FactWriter | undefined
  #batches: TableWriter | undefined
  #sequence = 0
  #sinceCheckpoint = 0
  #idleTimer: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()

  private constructor(database: Database, connection: DuckDBConnection, now: () => number, slow: number) {
    this.#database = database
    this.#connection = connection
    this.#now = now
    this.traffic = new TrafficWriter(connection, slow)
  }

  /** @param slow milliseconds from which traffic counts a request as slow */
  static async open(database: Database, now: () => number, slow: number): Promise<StoreWriter> {
    const writer = new StoreWriter(database, await database.instance.connect(), now, slow)
    await writer.#load()
    return writer
  }

  get inbox(): Inbox {
    return this.#inbox as Inbox
  }

  append(batches: readonly Batch[], settled: readonly string[]): Promise<readonly boolean[]> {
    return this.#exclusive(async () => {
      await this.#recall(batches)
      const isNew = this.#areNew(batches)
      const fresh = batches.filter((_, i) => isNew[i])
      if (fresh.length > 0 || settled.length > 0) await this.#commit(fresh, settled)
      return isNew
    })
  }

  putInbox(entries: readonly InboxEntry[]): Promise<void> {
    return this.#exclusive(async () => {
      await this.inbox.put(entries)
      await this.#afterCommit(0)
    })
  }

  listInbox(limit: number): Promise<readonly InboxEntry[]> {
    return this.#exclusive(() => this.inbox.list(limit))
  }

  putTraffic(minutes: readonly ToldMinute[]): Promise<void> {
    return this.#exclusive(async () => {
      await this.#afterCommit(await this.traffic.put(minutes))
    })
  }

  retain(limits: RetentionLimits): Promise<Removed> {
    return this.#exclusive(async () => {
      const removed = await removeOld(this.#connection, this.#database.file, limits, this.#now())
      await this.traffic.retain(limits, this.#now())
      this.ledger.forget(limits.olderThan)
      if (removed.facts > 0) await this.extents.load(this.#connection)
      if (removed.instances > 0) {
        this.instances.clear()
        await this.instances.load(this.#connection)
        this.ledger.restoreDropped(await droppedFacts(this.#connection))
      }
      return removed
    })
  }

  /** Does something else to the database, all of it or nothing. @param rows about how many it writes */
  transact<Result>(task: (connection: DuckDBConnection) => Promise<Result>, rows: number): Promise<Result> {
    return this.#exclusive(async () => {
      const result = await transaction(this.#connection, () => task(this.#connection))
      await this.#afterCommit(rows)
      return result
    })
  }

  close(): Promise<void> {
    return this.#exclusive(async () => {
      clearTimeout(this.#idleTimer)
      await this.#checkpoint().catch(() => undefined)
      this.#connection.disconnectSync()
    })
  }

  #exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task)
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Looks up what is not held in memory of those who tell. */
  async #recall(batches: readonly Batch[]): Promise<void> {
    const resources = batches.map(({ header }) => header.resource)
    const recalled = await this.instances.recall(resources, this.#connection)
    if (recalled.length > 0) await this.#recallVitalsOf(recalled)
    await recallPages(this.#connection, this.ledger, resources, this.instances)
  }

  #areNew(batches: readonly Batch[]): boolean[] {
    const seen = new Set<string>()
    return batches.map(({ header }) => {
      const key = `${header.sequence} ${header.resource['service.instance.id']}`
      if (seen.has(key) || this.ledger.has(header)) return false
      seen.add(key)
      return true
    })
  }

  async #commit(batches: readonly Batch[], settled: readonly string[]): Promise<void> {
    const received = this.#now()
    const firstSequence = this.#sequence
    try {
      await transaction(this.#connection, async () => {
        if (batches.length > 0) await this.#write(batches, received)
        await this.inbox.remove(settled)
      })
    } catch (error) {
      this.#sequence = firstSequence
      await this.#abandon()
      throw error
    }
    this.inbox.removed(settled)
    for (const { header, facts } of batches) {
      this.ledger.record(header, facts.length, received)
      this.extents.add(facts)
    }
    this.instances.trim()
    await this.#afterCommit(this.#sequence - firstSequence)
  }

  async #write(batches: readonly Batch[], received: number): Promise<void> {
    this.#facts ??= await FactWriter.open(this.#connection, this.#routes, this.#told)
    this.#batches ??= await TableWriter.open(this.#connection, BATCHES)
    let written = 0
    for (const { header, facts } of batches) {
      const app = header.resource['service.name']
      const id = await this.instances.idOf(header.resource, this.#connection, received)
      const from = { app, instance: header.resource['service.instance.id'], id }
      const traffic = this.traffic.cellsOf(header.resource)
      for (const fact of facts) {
        this.#facts.write(fact, ++this.#sequence, from, traffic)
        if (++written % FACTS_IN_A_TURN === 0) {
          this.#facts.flush()
          await new Promise(setImmediate)
        }
      }
      this.#batches.row()
      this.#batches.int(0, id)
      this.#batches.long(1, header.sequence)
      this.#batches.float(2, received)
      this.#batches.int(3, facts.length)
      this.#batches.long(4, header.dropped)
    }
    this.#facts.flush()
    this.#batches.flush()
    await this.traffic.flush()
  }

  /** What was begun under a transaction that was taken back is begun anew. */
  async #abandon(): Promise<void> {
    this.#facts = undefined
    this.#batches = undefined
    this.instances.clear()
    await this.instances.load(this.#connection).catch(() => undefined)
    await this.traffic.abandon().catch(() => undefined)
    await this.#recallVitals().catch(() => undefined)
  }

  async #afterCommit(facts: number): Promise<void> {
    clearTimeout(this.#idleTimer)
    // DuckDB makes a new write-ahead log after each checkpoint.
    if (this.#sinceCheckpoint === 0) await protect(this.#database.file)
    this.#sinceCheckpoint += facts
    if (this.#sinceCheckpoint >= CHECKPOINT_FACTS) {
      // Not awaited: the batch is durable. The next append waits for it, the event loop does not.
      void this.#exclusive(() => this.#checkpoint()).catch(() => undefined)
    } else if (this.#sinceCheckpoint >= IDLE_CHECKPOINT_FACTS) {
      this.#idleTimer = setTimeout(() => {
        void this.#exclusive(() => this.#checkpoint()).catch(() => undefined)
      }, IDLE).unref()
    }
  }

  async #checkpoint(): Promise<void> {
    // A checkpoint that finds no room breaks the database, where a commit only fails.
    if (this.#sinceCheckpoint === 0 || !(await hasRoomToCheckpoint(this.#database.file))) return
    await this.#connection.run('CHECKPOINT')
    this.#sinceCheckpoint = 0
  }

  async #recallVitals(): Promise<void> {
    const told = await this.#connection.runAndReadAll(
      `SELECT metric FROM vitals ORDER BY seq DESC LIMIT ${REMEMBERED_VITALS}`,
    )
    this.#told.restore(
      told
        .getRows()
        .map(([metric]) => idText(metric as bigint))
        .reverse(),
    )
  }

  /** A page that was silent for hours tells its vitals again when it is left. */
  async #recallVitalsOf(pages: readonly number[]): Promise<void> {
    const told = await this.#connection.runAndReadAll(
      'SELECT DISTINCT metric FROM vitals WHERE instance IN (SELECT unnest($1))',
      [listValue(pages)],
      [LIST(INTEGER)],
    )
    for (const [metric] of told.getRows()) this.#told.add(idText(metric as bigint))
  }

  async #load(): Promise<void> {
    await this.instances.load(this.#connection)
    this.#inbox = await Inbox.open(this.#connection)
    await loadLedger(this.#connection, this.ledger)
    await this.extents.load(this.#connection)
    await this.traffic.load(this.#now())
    await this.#recallVitals()
    for (const { table } of FACT_TABLES) {
      const result = await this.#connection.runAndReadAll(
        `SELECT coalesce(max(seq), 0)::DOUBLE FROM ${table.name}`,
      )
      this.#sequence = Math.max(this.#sequence, result.value(0, 0) as number)
    }
    const routes = await this.#connection.runAndReadAll(
      `SELECT app, route FROM requests JOIN instances ON id = requests.instance WHERE derived GROUP BY ALL
       UNION SELECT app, route FROM vitals JOIN instances ON id = vitals.instance GROUP BY ALL`,
    )
    this.#routes = new RoutePatterns(
      routes.getRows().map(([app, route]) => ({ app: app as string, route: route as string })),
    )
  }
}
