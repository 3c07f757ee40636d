import type { PageHealthFigures, VitalRating, WebVital } from '@kymo/protocol'
import type { Metric } from 'web-vitals'
import type { HealthSource, MONITORS } from '../monitors/health-source.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { VitalMetrics } from '../monitors/page-metrics.ts'
import { quietly } from '../quietly.ts'

/** A web vital as it stands. */
export interface Vital {
  readonly name: WebVital
  /** Milliseconds; CLS has no unit. */
  readonly value: number
  readonly rating: VitalRating
  /** The same for all values of one vital of one page load; another one after the page was restored. */
  readonly id: string
  /** `navigate`, `reload`, `back-forward`, `back-forward-cache`, `prerender` or `restore`. */
  readonly navigationType: string
  /** A selector of the element that made it, and what it is made of, where attribution is loaded. Redacted. */
  readonly attribution: Readonly<Record<string, string | number>>
}

/** A build of the `web-vitals` library. It can't be taken back: what it observes, it observes until the page is left. */
export interface VitalsBuild {
  /** @param told called with each value, also when it grows */
  observe(told: (metric: Metric) => void): void
  /** What the value is made of; absent from the build that does not know. */
  readonly attribution?: (metric: Metric) => Readonly<Record<string, string | number>>
}

/** The vitals of this window, whoever asked for them first. */
export class Vitals implements HealthSource<'vitals'> {
  readonly #values = new Map<WebVital, Vital>()
  readonly #listeners = new Set<(vital: Vital) => void>()
  #build: VitalsBuild | undefined
  #attributed = false

  /** A build with attribution is on its way: no other is begun with. @param coming false: it does not come */
  expectAttribution(coming: boolean): void {
    this.#attributed = coming
  }

  /** Observes by this build from now on, and by no other any more; but not by one without attribution beside one with it. */
  use(build: VitalsBuild): void {
    if (this.#build === build || (!build.attribution && (this.#build || this.#attributed))) return
    this.#build = build
    build.observe((metric) => {
      if (this.#build === build) quietly(() => this.#told(metric, build))
    })
  }

  /** Calls with each value, those that are known at once. @returns how to hear no more */
  listen(listener: (vital: Vital) => void): () => void {
    this.#listeners.add(listener)
    for (const vital of this.#values.values()) quietly(() => listener(vital))
    return () => void this.#listeners.delete(listener)
  }

  /** Those that are known, each with its newest value. */
  all(): readonly Vital[] {
    return [...this.#values.values()]
  }

  healthFigures(): PageHealthFigures {
    const known = this.all().filter(({ name }) => name !== 'FCP' && name !== 'TTFB')
    return known.length ? { vitals: Object.fromEntries(known.map(({ name, value }) => [name, value])) } : {}
  }

  metrics(): VitalMetrics {
    const value = (name: WebVital) => this.#values.get(name)?.value ?? null
    return {
      running: this.#build !== undefined,
      LCP: value('LCP'),
      INP: value('INP'),
      CLS: value('CLS'),
      FCP: value('FCP'),
      TTFB: value('TTFB'),
    }
  }

  #told(metric: Metric, build: VitalsBuild): void {
    const { name, value, rating, id, navigationType } = metric
    const vital = { name, value, rating, id, navigationType, attribution: build.attribution?.(metric) ?? {} }
    this.#values.set(name, vital)
    for (const listener of this.#listeners) quietly(() => listener(vital))
  }
}

export const vitals = (): Vitals => onlyOne('vitals' satisfies typeof MONITORS.vitals, () => new Vitals())
