import type { PageHealthFigures } from '@kymo/protocol'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { theOne } from '../monitors/only-one.ts'
import type { PageMetrics } from '../monitors/page-metrics.ts'
import { quietly } from '../quietly.ts'

const PARTS = Object.keys(MONITORS) as readonly (keyof PageMetrics)[]

/** Of monitors that do not exist. */
export const NO_METRICS: PageMetrics = {
  performance: { running: false, marks: 0, measures: 0, totalViolations: 0, longTasks: 0, blockedTime: 0 },
  components: { running: false, mounted: 0, renders: 0, wasted: 0, slow: 0 },
  signals: { running: false, signals: 0, updates: 0, excessive: 0, cycles: 0 },
  memory: {
    running: false,
    used: null,
    total: null,
    limit: null,
    page: null,
    nodes: null,
    listeners: null,
    detached: null,
    growth: null,
    leaks: 0,
  },
  network: { running: false, calls: 0, failed: 0, slow: 0, cacheHits: 0, retries: 0, bytes: 0 },
  errors: { running: false, errors: 0, dropped: 0 },
  vitals: { running: false, LCP: null, INP: null, CLS: null, FCP: null, TTFB: null },
}

/** What the monitors that exist in this window tell of the page now. None of them is imported for it. */
export function sumUp(): { readonly metrics: PageMetrics; readonly figures: PageHealthFigures } {
  const metrics: Record<string, unknown> = { ...NO_METRICS }
  const figures: PageHealthFigures = {}
  for (const part of PARTS) {
    const monitor = theOne<Partial<HealthSource<typeof part>>>(MONITORS[part])
    quietly(() => {
      if (monitor?.metrics) metrics[part] = monitor.metrics()
      Object.assign(figures, monitor?.healthFigures?.())
    })
  }
  return { metrics: metrics as unknown as PageMetrics, figures }
}
