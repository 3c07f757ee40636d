import type { SignalKind } from '@kymo/protocol'
import { onlyOne } from '../monitors/only-one.ts'
import { cyclesOf, cycleThrough, keyOf, type RecordCycle } from './record-cycles.ts'
import {
  FLAGS,
  isGone,
  NONE,
  newRecord,
  peakOf,
  type SignalLibrary,
  type SignalRecord,
} from './signal-record.ts'

const SECOND = 1000
/** What one run may write or read, and is kept of it. */
const MOST_WRITES = 64
const MOST_READS = 256
const MOST_CYCLES = 20
const NAME = 200
const RUNS = FLAGS.stale | FLAGS.running | FLAGS.ran

/** Whoever hears of what happens in the ledger. It is called while the app's signals are at work. */
export interface LedgerListener {
  /** There is something for a report, where there was nothing before. */
  onTouched(): void
  onCreated(record: SignalRecord): void
  onGone(record: SignalRecord): void
  /** It has updated so often within the second that runs. */
  onExcessive(record: SignalRecord): void
}

/**
 * What signals did, as their adapters tell it. It counts, and holds no signal: who tells of one gives the object whose
 * life is the signal's.
 *
 * Counting an update is a few increments. What depends on what is found out when somebody asks, of those that ran since.
 */
export class SignalLedger {
  /** Off, nothing is counted: what an adapter has left behind in living signals does nothing then. */
  watching = false
  /** What runs now. */
  running: SignalRecord | undefined
  /** Updates in one second from which a signal updates too often. */
  excessive = 100
  /** Signals that it follows at a time. */
  room = 10_000

  created = 0
  gone = 0
  updates = 0
  /** Signals that have updated too often. */
  excessiveSignals = 0
  /** Signals that came when there was no room. */
  untracked = 0

  readonly living = new Set<SignalRecord>()
  readonly #refused = new WeakSet<object>()
  readonly #records = new WeakMap<object, SignalRecord>()
  readonly #collected = new FinalizationRegistry<SignalRecord>((record) => this.#left(record))
  readonly #ids = onlyOne('signal-ids', () => ({ last: 0 }))
  readonly #listener: LedgerListener
  #touched: SignalRecord[] = []
  /** Those that the library broke by an error, when it disposed what closed them. */
  #cut: RecordCycle[] = []
  #cycles: readonly RecordCycle[] = []
  #cyclesStale = false
  #toldUntracked = 0

  constructor(listener: LedgerListener) {
    this.#listener = listener
  }

  /** Looks into a library, of which nothing is counted meanwhile. */
  unseen<Result>(look: () => Result): Result {
    const { watching } = this
    this.watching = false
    try {
      return look()
    } finally {
      this.watching = watching
    }
  }

  /** What is known of this object, if its library can be asked; nothing of one that is gone. */
  of(object: object): SignalRecord | undefined {
    const record = this.#records.get(object)
    return record && isGone(record) ? undefined : record
  }

  /**
   * Makes a signal known from now on.
   *
   * @param object whose life is the signal's
   * @returns `undefined` where there is no room
   */
  add(object: object, kind: SignalKind, library: SignalLibrary, name?: unknown): SignalRecord | undefined {
    if (!this.watching) return undefined
    if (this.living.size >= this.room) {
      if (!this.#refused.has(object)) this.untracked++
      this.#refused.add(object)
      return undefined
    }
    const asked = library.sourcesOf !== undefined
    const record = newRecord(
      ++this.#ids.last,
      kind,
      library,
      typeof name === 'string' ? name.slice(0, NAME) : '',
      kind === 'signal'
        ? undefined
        : {
            object: asked ? new WeakRef(object) : undefined,
            reads: undefined,
            readCount: 0,
            writes: undefined,
          },
    )
    record.flags = FLAGS.changed
    // Other adapters know their records themselves.
    if (asked) this.#records.set(object, record)
    this.#collected.register(object, record)
    this.living.add(record)
    this.created++
    this.#touch(record)
    this.#listener.onCreated(record)
    return record
  }

  /** A signal's value has changed; what runs now has changed it. */
  updated(record: SignalRecord): void {
    this.counted(record)
    if (this.running !== undefined) this.wrote(record)
  }

  /** A computed value has changed, which is nothing that it has written. */
  counted(record: SignalRecord): void {
    if (!this.watching || isGone(record)) return
    const now = Math.floor(performance.now())
    if (now - record.since >= SECOND) {
      record.peak = peakOf(record)
      record.highest = Math.max(record.highest, record.inSecond)
      record.since = now
      record.inSecond = 0
    }
    this.updates++
    record.updates++
    if (++record.inSecond === this.excessive) this.#tooOften(record)
    if (!(record.flags & FLAGS.touched)) this.#touch(record)
  }

  /** What runs now has changed this signal, or was not let. */
  wrote(record: SignalRecord): void {
    const writer = this.running
    if (!writer?.run || writer === record) return
    writer.run.writes ??= []
    const { writes } = writer.run
    if (writes.includes(record) || writes.length >= MOST_WRITES) return
    writes.push(record)
    this.#cyclesStale = true
  }

  /** What runs now depends on this signal, also where it could not get its value because that depends on what runs. */
  read(record: SignalRecord): void {
    const run = this.running?.run
    if (!run) return
    run.reads ??= []
    const { reads, readCount } = run
    // Most runs read the same as the one before, in the same order.
    if (reads[readCount] === record) run.readCount++
    else if (readCount < MOST_READS && (readCount === 0 || reads.lastIndexOf(record, readCount - 1) < 0)) {
      reads[run.readCount++] = record
    }
  }

  /** It runs from now on; an effect's runs after its first count as its updates. @returns what ran until now, for `end` */
  begin(record: SignalRecord): SignalRecord | undefined {
    const outer = this.running
    this.running = record
    if (record.kind === 'effect' && record.flags & FLAGS.ran) this.counted(record)
    record.flags = (record.flags | RUNS) & ~(FLAGS.cleaned | FLAGS.failed)
    const { run } = record
    if (run) {
      if (run.writes?.length) {
        run.writes.length = 0
        this.#cyclesStale = true
      }
      run.readCount = 0
    }
    if (!(record.flags & FLAGS.touched)) this.#touch(record)
    return outer
  }

  /** @param failed it threw */
  end(record: SignalRecord, outer: SignalRecord | undefined, failed: boolean): void {
    this.running = outer
    record.flags &= ~FLAGS.running
    if (failed) record.flags |= FLAGS.failed
    if (record.run?.reads) record.run.reads.length = record.run.readCount
  }

  /** The library has cleaned it up: unless it runs again at once, it was disposed. */
  cleaned(record: SignalRecord): void {
    if (!this.watching) return
    record.flags |= FLAGS.cleaned
    this.#touch(record)
  }

  /** It was disposed. To be called before the library forgets what it depended on. */
  disposed(record: SignalRecord): void {
    if (isGone(record)) return
    if (record.flags & FLAGS.failed && record.run?.writes?.length) this.#cutAt(record)
    this.#left(record)
  }

  rename(record: SignalRecord, name: string): void {
    record.name = name.slice(0, NAME)
    record.flags |= FLAGS.changed
    this.#touch(record)
  }

  /** Those that there is something to tell of; what depends on what is as it stands now. */
  settled(): readonly SignalRecord[] {
    // What is settled touches others, which come after it.
    for (let at = 0; at < this.#touched.length; at++) this.#settle(this.#touched[at] as SignalRecord)
    return this.#touched
  }

  /** Whether somebody waits to be told of. */
  get waiting(): boolean {
    return this.#touched.length > 0
  }

  /** Signals that came when there was no room, since this was asked before. */
  takeUntracked(): number {
    const count = this.untracked - this.#toldUntracked
    this.#toldUntracked = this.untracked
    return count
  }

  /** Takes those that were told, or need not be, from what waits. */
  forget(done: ReadonlySet<SignalRecord>): void {
    for (const record of done) record.flags &= ~FLAGS.touched
    this.#touched = this.#touched.filter((record) => !done.has(record))
  }

  /** Those of the graph as it is; one that an error broke, too, while any of its signals lives. At most 20. */
  cycles(): readonly RecordCycle[] {
    this.settled()
    if (!this.#cyclesStale) return this.#cycles
    this.#cyclesStale = false
    const found = cyclesOf(this.living)
    const known = new Set(found.map(keyOf))
    this.#cut = this.#cut.filter((cycle) => !cycle.every(isGone) && !known.has(keyOf(cycle)))
    this.#cycles = [...found, ...this.#cut].slice(0, MOST_CYCLES)
    return this.#cycles
  }

  /** Counts anew; what lives stays known. */
  clear(): void {
    this.settled()
    this.created = this.living.size
    this.gone = this.updates = this.excessiveSignals = this.untracked = this.#toldUntracked = 0
    this.#cut = []
    this.#cyclesStale = true
    for (const record of this.living) {
      record.updates = record.toldUpdates = record.peak = record.highest = record.inSecond = 0
      record.flags &= ~FLAGS.excessive
    }
  }

  #touch(record: SignalRecord): void {
    if (record.flags & FLAGS.touched) return
    record.flags |= FLAGS.touched
    this.#touched.push(record)
    if (this.#touched.length === 1) this.#listener.onTouched()
  }

  #tooOften(record: SignalRecord): void {
    if (!(record.flags & FLAGS.excessive)) this.excessiveSignals++
    record.flags |= FLAGS.excessive
    this.#listener.onExcessive(record)
  }

  #left(record: SignalRecord): void {
    if (isGone(record)) return
    record.flags |= FLAGS.gone | FLAGS.changed
    this.living.delete(record)
    this.gone++
    this.#depend(record, NONE)
    record.run = undefined
    this.#cyclesStale = true
    this.#touch(record)
    this.#listener.onGone(record)
  }

  #settle(record: SignalRecord): void {
    if (isGone(record) || record.flags & FLAGS.running) return
    if (record.flags & FLAGS.cleaned) this.disposed(record)
    if (!(record.flags & FLAGS.stale) || isGone(record)) return
    const sources = this.#sources(record)
    if (!sources) return
    record.flags &= ~FLAGS.stale
    this.#depend(record, sources)
  }

  /** What a record depends on, each once. */
  #sources(record: SignalRecord): readonly SignalRecord[] | undefined {
    const { library, run } = record
    if (!run) return NONE
    if (!library.sourcesOf) return [...(run.reads ?? NONE)]
    const object = run.object?.deref()
    const asked = object && library.sourcesOf(object)
    if (!asked) return undefined
    const sources = new Set(run.reads)
    for (const source of asked) {
      const known = this.of(source) ?? library.adopt?.(source)
      if (known) sources.add(known)
    }
    return [...sources]
  }

  #depend(record: SignalRecord, sources: readonly SignalRecord[]): void {
    const before = record.dependsOn
    if (before.length === sources.length && before.every((source, at) => source === sources[at])) return
    const [old, next] = [new Set(before), new Set(sources)]
    for (const source of before) if (!next.has(source)) this.#subscribed(source, -1)
    for (const source of sources) if (!old.has(source)) this.#subscribed(source, 1)
    record.dependsOn = sources
    record.flags |= FLAGS.changed
    this.#cyclesStale = true
  }

  #subscribed(source: SignalRecord, by: number): void {
    source.subscribers += by
    source.flags |= FLAGS.changed
    if (!isGone(source)) this.#touch(source)
  }

  /** Libraries end an endless loop by an error, and dispose the effect if it was its first run: it is told even so. */
  #cutAt(record: SignalRecord): void {
    const sources = this.#sources(record)
    if (sources) this.#depend(record, sources)
    const cycle = cycleThrough(record, this.living)
    if (cycle && this.#cut.length < MOST_CYCLES) this.#cut.push(cycle)
  }
}
