import type { PageHealthFigures } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { Monitor } from '../monitors/monitor.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { SignalMetrics } from '../monitors/page-metrics.ts'
import { report } from '../monitors/reporting.ts'
import { Ring } from '../monitors/ring.ts'
import { quietly } from '../quietly.ts'
import type { SignalEdge, SignalGraph, SignalInfo } from './graph.ts'
import { keyOf, type RecordCycle } from './record-cycles.ts'
import { signalsEvent, takeReport } from './signal-facts.ts'
import { SignalHandle, type SignalOptions } from './signal-handle.ts'
import { SignalLedger } from './signal-ledger.ts'
import { isGone, nameOf, type SignalRecord } from './signal-record.ts'
import {
  SIGNAL_TRACKER_DEFAULTS,
  type SignalCycle,
  type SignalEvent,
  type SignalExcess,
  type SignalSummary,
  type SignalTrackerConfig,
} from './signal-tracker-config.ts'

/** Milliseconds between two reports, at least. */
const INTERVAL = 1000

/** Puts hooks into a library. @returns how they are taken out */
export type SignalAdapter = () => () => void

/**
 * Sees signals of whatever library an adapter is there for: how often each updates, what depends on what, cycles, and
 * signals that update too often. It keeps no signal alive.
 *
 * @example
 * import * as signals from '@preact/signals-core'
 * trackPreactSignals(getSignalTracker({ enabled: true }), signals)
 */
export class SignalTracker
  extends Monitor<SignalTrackerConfig, SignalEvent>
  implements HealthSource<'signals'>
{
  /** For adapters: where they tell what signals did. */
  readonly ledger = new SignalLedger({
    onTouched: () => this.#schedule(),
    onCreated: (record) => this.#happened('created', record),
    onGone: (record) => this.#happened('gone', record),
    onExcessive: (record) => this.#exceeded(record),
  })
  readonly #adapters = new Map<SignalAdapter, { users: number; undo: (() => void) | undefined }>()
  readonly #adapterOf = new WeakMap<object, SignalAdapter>()
  readonly #excesses = new Ring<SignalExcess>(SIGNAL_TRACKER_DEFAULTS.maxEntries)
  #waiting: (() => void)[] = []
  #cycles = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(config: SignalTrackerConfig = {}) {
    super(SIGNAL_TRACKER_DEFAULTS)
    this.configure(config)
  }

  override configure(config: Partial<SignalTrackerConfig>): this {
    const { excessiveUpdates = 1 } = config
    if (!(excessiveUpdates >= 1 && excessiveUpdates <= 1e9)) {
      throw new RangeError('kymo MONITOR_CONFIG: excessiveUpdates must be a number from 1 to 1e9.')
    }
    return super.configure(config)
  }

  /**
   * Has an adapter in its library whenever the tracker runs. Those that come with it call this themselves.
   *
   * @param library what it puts hooks into: the first adapter that was there for it serves all that come after, so that
   *   nothing counts twice, and what lives from before goes on being followed
   * @returns takes it out again, when all have that attached it
   */
  attach(adapter: SignalAdapter, library: object = adapter): () => void {
    const serving = this.#adapterOf.get(library) ?? adapter
    this.#adapterOf.set(library, serving)
    const attached = this.#adapters.get(serving) ?? {
      users: 0,
      undo: this.running ? quietly(serving) : undefined,
    }
    attached.users++
    this.#adapters.set(serving, attached)
    let done = false
    return () => {
      if (done) return
      done = true
      if (--attached.users > 0) return
      this.#adapters.delete(serving)
      if (attached.undo) quietly(attached.undo)
    }
  }

  /**
   * Follows a signal that no adapter sees. What is done with the handle counts as what the signal did.
   *
   * @param object whose life is the signal's: when nothing holds it any more, the signal is gone
   * @example
   * const handle = tracker.track(store, { name: 'cart', library: 'my-store' })
   * store.onChange(() => handle.updated())
   */
  track(object: object, options: SignalOptions = {}): SignalHandle {
    return new SignalHandle(this.ledger, object, options)
  }

  /**
   * Names what has no name of its own, such as a `ref` of Vue.
   *
   * @param object a signal of Preact, or a ref or computed value of Vue; others are passed over
   */
  rename(object: object, name: string): void {
    // Of Vue's the part is known that others depend on.
    const { dep = object } = object as { readonly dep?: object }
    const record = this.ledger.of(object) ?? this.ledger.of(dep)
    if (record) this.ledger.rename(record, String(name))
  }

  /** Those that live, in the order in which they came. */
  signals(): readonly SignalInfo[] {
    this.ledger.settled()
    const now = performance.now()
    return [...this.ledger.living].map((record) => infoOf(record, now))
  }

  /** Those that live and have updated, the most updates first. @param count default: 10 */
  mostUpdated(count = 10): readonly SignalInfo[] {
    return this.signals()
      .filter(({ updates }) => updates > 0)
      .sort((a, b) => b.updates - a.updates)
      .slice(0, count)
  }

  /** Seconds in which a signal updated too often, oldest first. */
  excessive(): readonly SignalExcess[] {
    return this.#excesses.all()
  }

  /**
   * Cycles of the graph as it is, at most 20 of at most 32 signals each: computed values that depend on themselves, and effects whose last run
   * changed what they depend on. One that the library broke by an error stays while any of its signals lives.
   */
  cycles(): readonly SignalCycle[] {
    return this.ledger.cycles().map(cycleOf)
  }

  /** The signals that live and what depends on what, as data. `toDot` and `toMermaid` make a text of it. */
  graph(): SignalGraph {
    const nodes = this.signals()
    const edges: SignalEdge[] = []
    for (const record of this.ledger.living) {
      for (const source of record.dependsOn) {
        if (!isGone(source)) edges.push({ from: source.id, to: record.id, kind: 'read' })
      }
      for (const written of record.run?.writes ?? []) {
        if (!isGone(written)) edges.push({ from: record.id, to: written.id, kind: 'write' })
      }
    }
    return { nodes, edges }
  }

  /** Counts since it began, or was cleared. */
  summary(): SignalSummary {
    const { living, created, gone, updates, excessiveSignals, untracked } = this.ledger
    const cycles = this.ledger.cycles().length
    return { signals: living.size, created, gone, updates, excessive: excessiveSignals, cycles, untracked }
  }

  healthFigures(): PageHealthFigures {
    const { signals, excessive, cycles } = this.summary()
    // A page without any is not the healthier for it.
    return this.running && signals + excessive > 0 ? { signals: { excessive, cycles } } : {}
  }

  metrics(): SignalMetrics {
    const { signals, updates, excessive, cycles } = this.summary()
    return { running: this.running, signals, updates, excessive, cycles }
  }

  /** Counts anew. Signals that live stay known. */
  clear(): void {
    this.ledger.clear()
    this.#excesses.clear()
    this.#cycles.clear()
  }

  protected observe(): () => void {
    const ledger = this.ledger
    ledger.watching = true
    for (const [adapter, attached] of this.#adapters) attached.undo = quietly(adapter)
    // Before those of the page, which send what was told until then.
    const leave = () => quietly(() => this.#tell())
    const hide = () => {
      if (document.visibilityState === 'hidden') leave()
    }
    addEventListener('pagehide', leave, true)
    addEventListener('visibilitychange', hide, true)
    if (ledger.waiting) this.#schedule()
    return () => {
      removeEventListener('pagehide', leave, true)
      removeEventListener('visibilitychange', hide, true)
      for (const attached of [...this.#adapters.values()].reverse()) {
        const { undo } = attached
        attached.undo = undefined
        if (undo) quietly(undo)
      }
      quietly(() => this.#tell())
      clearTimeout(this.#timer)
      this.#timer = undefined
      ledger.watching = false
      ledger.running = undefined
    }
  }

  protected resized(maxEntries: number): void {
    this.ledger.room = maxEntries
    this.ledger.excessive = Math.ceil(this.config.excessiveUpdates)
    this.#excesses.resize(maxEntries)
  }

  #schedule(): void {
    if (this.ledger.watching) this.#timer ??= setTimeout(() => quietly(() => this.#tell()), INTERVAL)
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const told = takeReport(this.ledger)
    this.#tellCycles()
    if (told) report(signalsEvent(told))
    if (this.ledger.waiting) this.#schedule()
  }

  #tellCycles(): void {
    const cycles = this.ledger.cycles()
    for (const cycle of cycles) {
      if (!this.#cycles.has(keyOf(cycle))) this.emit({ type: 'cycle', cycle: cycleOf(cycle) })
    }
    this.#cycles = new Set(cycles.map(keyOf))
  }

  #happened(type: 'created' | 'gone', record: SignalRecord): void {
    if (!this.config.onEvent) return
    this.#later(() => this.emit({ type, id: record.id, name: nameOf(record), kind: record.kind }))
  }

  #exceeded(record: SignalRecord): void {
    const { id, kind, library, inSecond } = record
    const excess = {
      id,
      name: nameOf(record),
      kind,
      library: library.name,
      updates: inSecond,
      time: epoch(performance.now()),
    }
    this.#excesses.push(excess)
    this.#later(() => {
      const { onExcessive } = this.config
      if (onExcessive) quietly(() => onExcessive(excess))
      this.emit({ type: 'excessive', excess })
    })
  }

  /** What the app does then must neither be taken for what runs now, nor make it run again. */
  #later(tell: () => void): void {
    if (this.#waiting.length === 0) {
      queueMicrotask(() => {
        const waiting = this.#waiting
        this.#waiting = []
        for (const each of waiting) each()
      })
    }
    if (this.#waiting.length < this.config.maxEntries) this.#waiting.push(tell)
  }
}

const cycleOf = (cycle: RecordCycle): SignalCycle => ({
  signals: cycle.map((record) => ({ id: record.id, name: nameOf(record) })),
})

const infoOf = (record: SignalRecord, now: number): SignalInfo => ({
  id: record.id,
  name: nameOf(record),
  kind: record.kind,
  library: record.library.name,
  updates: record.toldUpdates + record.updates,
  perSecond: now - record.since < INTERVAL ? record.inSecond : 0,
  peak: Math.max(record.highest, record.inSecond),
  subscribers: record.subscribers,
  dependsOn: record.dependsOn.flatMap((source) => (isGone(source) ? [] : [source.id])),
})

/** The tracker of this window. With a config it is configured; the first time it is off unless that says otherwise. */
export function getSignalTracker(config?: SignalTrackerConfig): SignalTracker {
  const tracker = onlyOne(MONITORS.signals, () => new SignalTracker())
  return config ? tracker.configure(config) : tracker
}
