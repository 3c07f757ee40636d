import { type PageHealth, pageHealth } from '@kymo/protocol'
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals-core'
import { epoch } from '../clock.ts'
import { Monitor } from '../monitors/monitor.ts'
import type { MonitorConfig } from '../monitors/monitor-config.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { PageMetrics } from '../monitors/page-metrics.ts'
import { Ring } from '../monitors/ring.ts'
import { whileShown } from '../monitors/while-shown.ts'
import { quietly } from '../quietly.ts'
import { NO_METRICS, sumUp } from './sum-up.ts'

export interface DashboardConfig extends MonitorConfig<DashboardMoment> {
  /** Milliseconds between two updates, while the page is shown. 100 to 3,600,000; default: 1000 */
  readonly updateInterval?: number
}

/** What the dashboard knew at a moment. */
export interface DashboardMoment {
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  /** 0 to 100, not rounded; null when nothing is known. */
  readonly healthScore: number | null
}

export const DASHBOARD_DEFAULTS: Required<DashboardConfig> = {
  enabled: false,
  maxEntries: 1000,
  sampleRate: 1,
  onEvent: undefined,
  updateInterval: 1000,
}

/** Milliseconds. */
const SHORTEST_INTERVAL = 100
const LONGEST_INTERVAL = 3_600_000

/**
 * The figures of all monitors of the page and its health, as signals of `@preact/signals-core`: read within an `effect`
 * or a `computed`, they run again when something has changed: once for each update. It finds the monitors that exist, and brings none about.
 *
 * @example
 * const dashboard = getPerformanceDashboard({ enabled: true })
 * effect(() => console.log(dashboard.healthScore(), dashboard.metrics().performance.totalViolations))
 */
export class PerformanceDashboard extends Monitor<DashboardConfig, DashboardMoment> {
  readonly #metrics: Signal<PageMetrics> = signal(NO_METRICS)
  readonly #health: Signal<PageHealth> = signal(pageHealth({}))
  readonly #moments = new Ring<DashboardMoment>(DASHBOARD_DEFAULTS.maxEntries)

  constructor(config: DashboardConfig = {}) {
    super(DASHBOARD_DEFAULTS)
    this.configure(config)
  }

  /** @throws RangeError of an interval that is out of bounds */
  override configure(config: Partial<DashboardConfig>): this {
    const { updateInterval = SHORTEST_INTERVAL } = config
    if (!(updateInterval >= SHORTEST_INTERVAL && updateInterval <= LONGEST_INTERVAL)) {
      throw new RangeError(
        `kymo MONITOR_CONFIG: updateInterval must be a number from ${SHORTEST_INTERVAL} to ${LONGEST_INTERVAL}.`,
      )
    }
    return super.configure(config)
  }

  /** The signal behind `metrics`, for who wants it as one. */
  get metricsSignal(): ReadonlySignal<PageMetrics> {
    return this.#metrics
  }

  /** The signal behind `health`. */
  get healthSignal(): ReadonlySignal<PageHealth> {
    return this.#health
  }

  /** Figures of all monitors. A part in which nothing has changed is the same object as before. */
  metrics(): PageMetrics {
    return this.#metrics.value
  }

  /** 0 to 100, not rounded, by the formula of `pageHealth`; null while nothing is known. */
  healthScore(): number | null {
    return this.#health.value.score
  }

  /** The score with its parts: of those that are known each with its own score and its weight. */
  health(): PageHealth {
    return this.#health.value
  }

  /** Scores kept, oldest first. */
  history(): readonly DashboardMoment[] {
    return this.#moments.all()
  }

  /** Looks now, rather than at the end of the interval. @throws what an effect throws that runs by that */
  update(): void {
    const { metrics, figures } = sumUp()
    const health = pageHealth(figures)
    const moment: DashboardMoment = { time: epoch(performance.now()), healthScore: health.score }
    this.#moments.push(moment)
    try {
      batch(() => {
        this.#metrics.value = sameWhereEqual(this.#metrics.peek(), metrics)
        if (!isEqual(this.#health.peek(), health)) this.#health.value = health
      })
    } finally {
      this.emit(moment)
    }
  }

  clear(): void {
    this.#moments.clear()
  }

  protected observe(): () => void {
    return whileShown(this.config.updateInterval, () => quietly(() => this.update()))
  }

  protected resized(maxEntries: number): void {
    this.#moments.resize(maxEntries)
  }
}

/**
 * The window's one dashboard; made, and changed by what is given.
 *
 * @param config what is to be different; without one the dashboard is only returned
 */
export function getPerformanceDashboard(config?: DashboardConfig): PerformanceDashboard {
  const dashboard = onlyOne('performance-dashboard', () => new PerformanceDashboard())
  return config ? dashboard.configure(config) : dashboard
}

/** The new ones, but for what is equal: a `computed` of such a part has not changed. */
function sameWhereEqual(before: PageMetrics, now: PageMetrics): PageMetrics {
  const parts = Object.entries(now) as [keyof PageMetrics, unknown][]
  const same = Object.fromEntries(
    parts.map(([part, metrics]) => [part, isEqual(before[part], metrics) ? before[part] : metrics]),
  ) as unknown as PageMetrics
  return parts.every(([part]) => same[part] === before[part]) ? before : same
}

/** They are small and plain. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
