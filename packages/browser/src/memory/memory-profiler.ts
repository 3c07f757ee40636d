import type { LeakKind, MemoryFigure, PageHealthFigures } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { Monitor } from '../monitors/monitor.ts'
import { onlyOne, theOne } from '../monitors/only-one.ts'
import type { MemoryMetrics } from '../monitors/page-metrics.ts'
import { report } from '../monitors/reporting.ts'
import { Ring } from '../monitors/ring.ts'
import { whileShown } from '../monitors/while-shown.ts'
import { quietly } from '../quietly.ts'
import { Collections } from './collections.ts'
import { type ComponentMemory, type ComponentMemorySource, componentMemory } from './component-memory.ts'
import { type CountedListeners, canCountListeners, countListeners } from './count-listeners.ts'
import { DetachedNodes } from './detached-nodes.ts'
import { LeakWatch, type SuspectedLeak } from './leak-watch.ts'
import { canMeasurePage, measurePage } from './measure-page.ts'
import {
  LEAK_GROWTH,
  MEMORY_DEFAULTS,
  type MemoryConfig,
  type MemoryEvent,
  type MemorySnapshot,
} from './memory-config.ts'
import { leakFact, memoryFact } from './memory-facts.ts'

/** Milliseconds. */
const LONGEST_INTERVAL = 3_600_000
/** Components that are told of. */
const TOLD = 50
/** Names of components that are watched. */
const WATCHED = 200

/**
 * Looks every few seconds at what the page uses: the heap, elements, event listeners, what was taken out of the document
 * and is held, and where components are tracked, what they take. Suspects a leak where a figure grows as only a leak
 * does (`leakOf`). Figures that the browser can't give are `null`, and named by `missing()`.
 *
 * @example
 * getMemoryProfiler({ enabled: true, onLeak: ({ kind, growth }) => console.warn(`${kind} grow by ${growth} a minute`) })
 */
export class MemoryProfiler extends Monitor<MemoryConfig, MemoryEvent> implements HealthSource<'memory'> {
  readonly #snapshots = new Ring<MemorySnapshot>(MEMORY_DEFAULTS.maxEntries)
  readonly #leaks = new Ring<SuspectedLeak>(MEMORY_DEFAULTS.maxEntries)
  readonly #collections = new Collections()
  #watches = new Map<LeakKind, LeakWatch>()
  /** Of components, by name. */
  #instances = new Map<string, LeakWatch>()
  /** When the trends got their newest point, by `performance.now()`, and whether garbage was collected since. */
  #pointed: number | undefined
  #collected = false
  #listeners: CountedListeners | undefined
  #detached: DetachedNodes | undefined
  #page: number | null = null
  #leakCount = 0

  constructor(config: MemoryConfig = {}) {
    super(MEMORY_DEFAULTS)
    this.configure(config)
  }

  /** @throws RangeError of an interval that is out of bounds */
  override configure(config: Partial<MemoryConfig>): this {
    checkInterval('interval', config.interval, 100)
    checkInterval('pageInterval', config.pageInterval, 1000)
    return super.configure(config)
  }

  /**
   * Looks now, and keeps it. What comes sooner than half the interval after the look before is no further point of a trend:
   * of what grows in a moment, as a page does that is drawn, nothing follows for a minute.
   */
  snapshot(): MemorySnapshot {
    const now = performance.now()
    const heap = heapOf()
    const watched: [LeakKind, number | null][] = [
      ['heap', heap?.usedJSHeapSize ?? null],
      ['nodes', typeof document === 'undefined' ? null : document.getElementsByTagName('*').length],
      ['listeners', this.#listeners?.count() ?? null],
    ]
    if (this.#collections.look()) this.#collected = true
    watched.push(['detached', this.#detached?.look() ?? null])
    const mounted = this.#components()
    const isPoint = this.#pointed === undefined || now - this.#pointed >= this.config.interval / 2
    if (isPoint) {
      for (const [kind, value] of watched) {
        if (value !== null) this.#watch(kind).add(now, value, kind !== 'heap' || this.#collected)
      }
      this.#pointed = now
      this.#collected = false
    }
    const values = Object.fromEntries(watched) as Record<LeakKind, number | null>
    const snapshot: MemorySnapshot = {
      time: epoch(now),
      used: values.heap,
      total: heap?.totalJSHeapSize ?? null,
      limit: heap?.jsHeapSizeLimit ?? null,
      page: this.#page,
      nodes: values.nodes,
      listeners: values.listeners,
      detached: values.detached,
      growth: this.growthRate(heap ? 'heap' : 'nodes'),
      components: mounted.slice(0, TOLD),
    }
    this.#snapshots.push(snapshot)
    this.emit({ type: 'snapshot', snapshot })
    if (this.running) report(memoryFact(snapshot, this.missing()))
    if (!isPoint) return snapshot
    for (const [kind, value] of watched)
      if (value !== null) this.#judge(this.#watch(kind), kind, value, snapshot.time)
    this.#watchComponents(mounted, now, snapshot.time)
    return snapshot
  }

  /** Those kept, oldest first. */
  snapshots(): readonly MemorySnapshot[] {
    return this.#snapshots.all()
  }

  /** Leaks that were suspected, oldest first. */
  leaks(): readonly SuspectedLeak[] {
    return this.#leaks.all()
  }

  /**
   * Robust growth (Theil and Sen), a minute's worth: bytes of the heap, things of the others; `null` while there is too
   * little to say. Of the heap only what is left after garbage was collected counts.
   */
  growthRate(of: Exclude<LeakKind, 'component'> = 'heap'): number | null {
    return this.#watches.get(of)?.growth ?? null
  }

  /** Figures that can't be had: in this browser, in this page, or with this config. */
  missing(): readonly MemoryFigure[] {
    const heap = heapOf() !== undefined
    const { trackListeners, trackDetached } = this.config
    const here = typeof document !== 'undefined'
    const has: readonly [MemoryFigure, boolean][] = [
      ['used', heap],
      ['total', heap],
      ['limit', heap],
      ['page', here && canMeasurePage()],
      ['nodes', here],
      ['listeners', here && trackListeners && canCountListeners()],
      ['detached', here && trackDetached && Collections.supported],
      ['growth', here && (!heap || Collections.supported)],
    ]
    return has.flatMap(([figure, can]) => (can ? [] : [figure]))
  }

  healthFigures(): PageHealthFigures {
    const growth = this.growthRate('heap')
    return growth === null || !this.running ? {} : { memory: { growth } }
  }

  metrics(): MemoryMetrics {
    const last = this.#snapshots.last()
    return {
      running: this.running,
      used: last?.used ?? null,
      total: last?.total ?? null,
      limit: last?.limit ?? null,
      page: last?.page ?? null,
      nodes: last?.nodes ?? null,
      listeners: last?.listeners ?? null,
      detached: last?.detached ?? null,
      growth: this.growthRate('heap'),
      leaks: this.#leakCount,
    }
  }

  clear(): void {
    this.#snapshots.clear()
    this.#leaks.clear()
    this.#forgetTrends()
    this.#leakCount = 0
  }

  protected observe(): () => void {
    const { interval, pageInterval, trackListeners, trackDetached } = this.config
    const undo: (() => void)[] = []
    // What is counted from now on is another figure than before.
    this.#forgetTrends()
    if (trackListeners && canCountListeners()) {
      const listeners = countListeners()
      this.#listeners = listeners
      undo.push(() => listeners.stop())
    }
    if (trackDetached && Collections.supported) {
      const detached = new DetachedNodes(this.#collections)
      this.#detached = detached
      undo.push(() => detached.stop())
    }
    if (canMeasurePage()) {
      undo.push(
        measurePage(pageInterval, (bytes) => {
          this.#page = bytes
        }),
      )
    }
    undo.push(whileShown(interval, () => quietly(() => this.snapshot())))
    return () => {
      for (const step of undo) quietly(step)
      this.#listeners = this.#detached = undefined
      this.#page = null
    }
  }

  protected resized(maxEntries: number): void {
    this.#snapshots.resize(maxEntries)
    this.#leaks.resize(maxEntries)
  }

  #forgetTrends(): void {
    this.#watches.clear()
    this.#instances.clear()
    this.#pointed = undefined
  }

  #components(): ComponentMemory[] {
    return componentMemory(
      this.config.components ?? theOne<Partial<ComponentMemorySource>>(MONITORS.components),
    )
  }

  #watchComponents(mounted: readonly ComponentMemory[], now: number, time: number): void {
    const instances = new Map(mounted.map((component) => [component.name, component.instances]))
    for (const name of instances.keys())
      if (this.#instances.size < WATCHED && !this.#instances.has(name))
        this.#instances.set(name, this.#newWatch('component'))
    for (const [name, watch] of this.#instances) {
      // What is gone is so: else one that is mounted anew, each time with more, would seem to grow.
      const value = instances.get(name) ?? 0
      watch.add(now, value)
      this.#judge(watch, 'component', value, time, name)
    }
  }

  #watch(kind: LeakKind): LeakWatch {
    const watch = this.#watches.get(kind) ?? this.#newWatch(kind)
    this.#watches.set(kind, watch)
    return watch
  }

  #newWatch(kind: LeakKind): LeakWatch {
    return new LeakWatch(this.config.leakGrowth[kind] ?? LEAK_GROWTH[kind])
  }

  #judge(watch: LeakWatch, kind: LeakKind, value: number, time: number, component?: string): void {
    const growth = watch.suspect()
    if (growth === undefined) return
    const leak: SuspectedLeak = { kind, ...(component !== undefined && { component }), time, growth, value }
    this.#leaks.push(leak)
    this.#leakCount++
    const { onLeak } = this.config
    if (onLeak) quietly(() => onLeak(leak))
    this.emit({ type: 'leak', leak })
    if (this.running) report(leakFact(leak))
  }
}

/**
 * The window's one profiler; made, and changed by what is given.
 *
 * @param config what is to be different; without one the profiler is only returned
 */
export function getMemoryProfiler(config?: MemoryConfig): MemoryProfiler {
  const profiler = onlyOne(MONITORS.memory, () => new MemoryProfiler())
  return config ? profiler.configure(config) : profiler
}

interface Heap {
  readonly usedJSHeapSize: number
  readonly totalJSHeapSize: number
  readonly jsHeapSizeLimit: number
}

/** https://developer.mozilla.org/docs/Web/API/Performance/memory: of Chromium's engines only. */
const heapOf = (): Heap | undefined => (globalThis.performance as { memory?: Heap } | undefined)?.memory

function checkInterval(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (value >= least && value <= LONGEST_INTERVAL)) return
  throw new RangeError(`kymo MONITOR_CONFIG: ${name} must be a number from ${least} to ${LONGEST_INTERVAL}.`)
}
