import { LONG_TASK, type PageHealthFigures, WEB_VITALS } from '@kymo/protocol'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { Monitor } from '../monitors/monitor.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { PerformanceMetrics } from '../monitors/page-metrics.ts'
import { Ring } from '../monitors/ring.ts'
import { type Interaction, interactions } from '../network/interaction.ts'
import { quietly } from '../quietly.ts'
import { type BudgetName, keepBudget, type Violation } from './budget.ts'
import { ENTRY_TYPES, type Entry, type EntryType, timingEntry } from './entry.ts'
import { observeInteractions } from './observe-interactions.ts'
import { type Observed, observeTimeline } from './observe-timeline.ts'
import { PERFORMANCE_DEFAULTS, type PerformanceMonitorConfig } from './performance-config.ts'
import { detailOf, PerformanceFacts } from './performance-facts.ts'
import { type EntrySummary, summarize } from './summary.ts'
import { type MarkOptions, type MeasureOptions, mark, measure, type Timing } from './user-timing.ts'
import { Violations } from './violations.ts'
import { type Vital, vitals } from './vitals.ts'

/** Milliseconds from which what the user does is told of, whatever it was. */
const SLOW = 40

const BUDGETS: Partial<Record<EntryType, BudgetName>> = {
  measure: 'measures',
  resource: 'maxResourceTime',
  interaction: 'maxInteraction',
  'long-task': 'maxLongTask',
  'long-animation-frame': 'maxLongTask',
}

export interface PerformanceSummary {
  /** Of the entries that are kept, by type and name; those that took most together first. */
  readonly entries: readonly EntrySummary[]
  readonly vitals: readonly Vital[]
  /** Limits that were not kept, since the monitor began. */
  readonly violations: number
  /** Milliseconds in a minute that the main thread was blocked; null until it was observed, or where nobody can tell. */
  readonly blockedPerMinute: number | null
}

/**
 * What the page spends its time with: the app's marks and measures, its load, its files, what the user did, what blocked
 * the main thread, and which limits were not kept.
 *
 * @example
 * getPerformanceMonitor({ enabled: true, budget: { maxLongTask: 200 }, onViolation: console.warn })
 */
export class PerformanceMonitor
  extends Monitor<PerformanceMonitorConfig, Entry>
  implements HealthSource<'performance'>
{
  readonly #rings = new Map<EntryType, Ring<Entry>>(ENTRY_TYPES.map((type) => [type, new Ring(1000)]))
  readonly #facts = new PerformanceFacts()
  readonly #violations = new Violations((worst, count) => this.#facts.violation(worst, count))
  /** Each vital's value and the limit that it was last held against. */
  readonly #judged = new Map<string, string>()
  readonly #counts = { mark: 0, measure: 0, long: 0 }
  #observed: Observed[] = []
  #buffered = true
  #blocked = 0
  /** Milliseconds for which the page was looked at and seen, and since when it is now. */
  #watched = 0
  #since: number | undefined

  constructor(config: PerformanceMonitorConfig = {}) {
    super(PERFORMANCE_DEFAULTS)
    this.configure(config)
  }

  /** Sets a mark, as the function `mark` does. */
  mark(name: string, options?: MarkOptions): Timing {
    return mark(name, options)
  }

  /** Measures, as the function `measure` does. */
  measure(name: string, startOrOptions?: string | MeasureOptions, end?: string): Timing | undefined {
    return measure(name, startOrOptions, end)
  }

  /** What is kept, by its beginning; of each type the newest `maxEntries`. */
  entries(type?: EntryType): readonly Entry[] {
    this.#flush()
    const rings = type === undefined ? [...this.#rings.values()] : [this.#rings.get(type)]
    return rings.flatMap((ring) => ring?.all() ?? []).sort((a, b) => a.startTime - b.startTime)
  }

  /** The newest `maxEntries` limits that were not kept, oldest first. */
  violations(): readonly Violation[] {
    this.#flush()
    return this.#violations.all()
  }

  summary(): PerformanceSummary {
    const entries = summarize(this.entries())
    const { mainThread } = this.healthFigures()
    return {
      entries,
      vitals: vitals().all(),
      violations: this.#violations.total,
      blockedPerMinute: mainThread?.observed ? (mainThread.blocked / mainThread.observed) * 60_000 : null,
    }
  }

  healthFigures(): PageHealthFigures {
    const observed = this.#watched + (this.#since === undefined ? 0 : performance.now() - this.#since)
    const tells = this.running && this.config.longTasks && tellsOfLongTasks()
    return tells ? { mainThread: { observed, blocked: this.#blocked } } : {}
  }

  metrics(): PerformanceMetrics {
    return {
      running: this.running,
      marks: this.#counts.mark,
      measures: this.#counts.measure,
      totalViolations: this.#violations.total,
      longTasks: this.#counts.long,
      blockedTime: this.#blocked,
    }
  }

  clear(): void {
    this.#flush()
    for (const ring of this.#rings.values()) ring.clear()
    this.#violations.clear()
    Object.assign(this.#counts, { mark: 0, measure: 0, long: 0 })
    this.#blocked = this.#watched = 0
    if (this.#since !== undefined) this.#since = performance.now()
  }

  /** A mark or measure that the browser itself can't keep. */
  take(type: 'mark' | 'measure', timing: Timing): void {
    if (this.running) quietly(() => this.#see(timingEntry(type, timing)))
  }

  protected observe(): () => void {
    const { longTasks, attribution, budget } = this.config
    const buffered = this.#buffered
    this.#buffered = false
    this.#since = document.hidden ? undefined : buffered ? 0 : performance.now()
    keepBudget((key, value, name) => this.#check(key, value, name), budget)
    const seen = this.config.interactions
      ? quietly(() => observeInteractions(buffered, (entry, interaction) => this.#did(entry, interaction)))
      : undefined
    const timeline = observeTimeline({ longTasks, buffered }, (entry) => this.#see(entry))
    const observed = seen ? [timeline, seen] : [timeline]
    this.#observed = observed
    const unlisten = vitals().listen((vital) => this.#judge(vital))
    if (attribution || WEB_VITALS.some((name) => `max${name}` in budget)) void loadVitals(attribution)
    const onVisible = () => {
      this.#watch(!document.hidden)
      if (document.hidden) onLeaving()
    }
    const onLeaving = () => {
      this.#flush()
      this.#violations.flush()
    }
    // Before what waits is sent for the last time.
    addEventListener('visibilitychange', onVisible, true)
    addEventListener('pagehide', onLeaving, true)
    return () => {
      removeEventListener('visibilitychange', onVisible, true)
      removeEventListener('pagehide', onLeaving, true)
      unlisten()
      keepBudget(undefined)
      this.#watch(false)
      onLeaving()
      for (const one of observed) one.stop()
      this.#observed = []
    }
  }

  protected resized(maxEntries: number): void {
    for (const ring of this.#rings.values()) ring.resize(maxEntries)
    this.#violations.resize(maxEntries)
  }

  #watch(seen: boolean): void {
    if (this.#since !== undefined) this.#watched += performance.now() - this.#since
    this.#since = seen ? performance.now() : undefined
  }

  #flush(): void {
    for (const observed of this.#observed) quietly(() => observed.flush())
  }

  #see(entry: Entry): void {
    this.#keep(entry)
    if (entry.type === 'mark' || entry.type === 'measure') {
      this.#counts[entry.type]++
      if (!this.config.userTiming) return
    }
    if (entry.type === 'long-task' || entry.type === 'long-animation-frame') {
      this.#counts.long++
      this.#blocked += Math.max(0, entry.duration - LONG_TASK)
    }
    this.#facts.entry(entry)
  }

  #did(entry: Entry, interaction: Interaction | undefined): void {
    this.#keep(entry)
    const { startTime: start, duration } = entry
    // That somebody writes is nothing to see; that it is slow is.
    if (interaction && (duration >= SLOW || !/^(type|input) /.test(entry.name)))
      interactions().tell(interaction, {
        start,
        duration,
        attributes: detailOf('kymo.measure.detail', entry),
      })
  }

  #keep(entry: Entry): void {
    this.#rings.get(entry.type)?.push(entry)
    this.emit(entry)
    const budget = BUDGETS[entry.type]
    if (budget) this.#check(budget, entry.duration, entry.name)
  }

  /** Whoever listens anew is told of all vitals again: what was held against the same limit is no other violation. */
  #judge({ name, value, id }: Vital): void {
    const key = `max${name}` as const
    const judged = `${id} ${value} ${this.config.budget[key]}`
    if (this.#judged.get(key) === judged) return
    this.#judged.set(key, judged)
    this.#check(key, value, name)
  }

  #check(key: BudgetName, value: number, name: string): void {
    const violation = this.#violations.check(this.config.budget, key, value, name)
    const { onViolation } = this.config
    if (violation && onViolation) quietly(() => onViolation(violation))
  }
}

const tellsOfLongTasks = () =>
  globalThis.PerformanceObserver?.supportedEntryTypes.some(
    (type) => type === 'longtask' || type === 'long-animation-frame',
  ) ?? false

async function loadVitals(attribution: boolean): Promise<void> {
  if (attribution) {
    vitals().expectAttribution(true)
    try {
      const { attributedVitals } = await import('./attributed-vitals.ts')
      return void quietly(() => vitals().use(attributedVitals))
    } catch {
      vitals().expectAttribution(false)
    }
  }
  try {
    const { plainVitals } = await import('./plain-vitals.ts')
    quietly(() => vitals().use(plainVitals))
  } catch {
    // Without its file there are no vitals; the browser's console says why it did not come.
  }
}

/** The performance monitor of this window; on a server one of the process, which observes nothing. */
export function getPerformanceMonitor(config?: PerformanceMonitorConfig): PerformanceMonitor {
  const monitor = onlyOne(MONITORS.performance, () => new PerformanceMonitor())
  return config ? monitor.configure(config) : monitor
}
