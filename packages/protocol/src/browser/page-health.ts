import { VITAL_BOUNDS } from './web-vital.ts'

/** What the health of a page, or of many together, is reckoned from. What is not known is absent. */
export interface PageHealthFigures {
  /** LCP and INP in milliseconds, CLS; of many pages the 75th percentile of each. */
  readonly vitals?: { readonly LCP?: number; readonly INP?: number; readonly CLS?: number }
  /** Page visits, and exceptions in them. */
  readonly errors?: { readonly visits: number; readonly errors: number }
  /** Requests that have ended: of these failed, and of the others slow. */
  readonly network?: { readonly calls: number; readonly failed: number; readonly slow: number }
  /** Milliseconds that the main thread was looked at, and of these blocked: what long tasks took beyond 50 ms each. */
  readonly mainThread?: { readonly observed: number; readonly blocked: number }
  /** Renders of the app's own components: of these wasted, and of the others slow. */
  readonly components?: { readonly renders: number; readonly wasted: number; readonly slow: number }
  /** Robust growth of the heap, bytes a minute. */
  readonly memory?: { readonly growth: number }
  /** Signals that update too often, and cycles among them. */
  readonly signals?: { readonly excessive: number; readonly cycles: number }
}

export const PAGE_HEALTH_PARTS = [
  'vitals',
  'errors',
  'network',
  'mainThread',
  'components',
  'memory',
  'signals',
] as const
export type PageHealthPart = (typeof PAGE_HEALTH_PARTS)[number]

export const PAGE_HEALTH_WEIGHTS: Readonly<Record<PageHealthPart, number>> = {
  vitals: 3,
  errors: 3,
  network: 2,
  mainThread: 2,
  components: 1,
  memory: 1,
  signals: 1,
}

export interface PageHealth {
  /** 0 to 100, not rounded; null when nothing is known. */
  readonly score: number | null
  /** Those that are known, in the order of `PAGE_HEALTH_PARTS`. */
  readonly parts: readonly {
    readonly name: PageHealthPart
    /** 0 to 100, not rounded. */
    readonly score: number
    readonly weight: number
  }[]
}

/**
 * The one health score of browsers: the mean of the parts that are known, by their weights.
 *
 * - vitals: mean over LCP, INP and CLS; each 100 up to the bound of 'good', 0 from twice the bound of 'poor', between
 *   them falling with the logarithm of the value.
 * - errors: 100 without any, half with every half error a visit: 100 · ½^(2 · errors / visits).
 * - network: 100 without any failed or slow request, 0 from a quarter: 100 · (1 − 4 · (failed + slow / 2) / calls).
 * - mainThread: 100 up to 0.2 s blocked a minute, 0 from 6 s, between them falling with the logarithm.
 * - components: 100 · (1 − (wasted + slow) / renders), of the app's: nobody can mend a library's.
 * - memory: 100 up to a growth of 0.5 MB a minute, 0 from 10 MB, between them falling with the logarithm.
 * - signals: half with every signal that updates too often and with every cycle.
 *
 * Bounds of vitals: https://web.dev/articles/defining-core-web-vitals-thresholds. The others are ours.
 */
export function pageHealth(figures: PageHealthFigures): PageHealth {
  const scores: Readonly<Record<PageHealthPart, number | undefined>> = {
    vitals: vitalsScore(figures.vitals),
    errors: figures.errors && errorsScore(figures.errors),
    network: figures.network && networkScore(figures.network),
    mainThread: figures.mainThread && mainThreadScore(figures.mainThread),
    components: figures.components && componentsScore(figures.components),
    memory: figures.memory && fallingLog(figures.memory.growth, 0.5e6, 10e6),
    signals: figures.signals && 100 * 0.5 ** (figures.signals.excessive + figures.signals.cycles),
  }
  const parts = PAGE_HEALTH_PARTS.flatMap((name) => {
    const score = scores[name]
    return score === undefined ? [] : [{ name, score, weight: PAGE_HEALTH_WEIGHTS[name] }]
  })
  const weight = parts.reduce((sum, part) => sum + part.weight, 0)
  const score = weight ? parts.reduce((sum, part) => sum + part.score * part.weight, 0) / weight : null
  return { score, parts }
}

function vitalsScore(vitals: PageHealthFigures['vitals'] = {}): number | undefined {
  const scores = (['LCP', 'INP', 'CLS'] as const).flatMap((name) => {
    const value = vitals[name]
    const { good, poor } = VITAL_BOUNDS[name]
    return value === undefined ? [] : [fallingLog(value, good, 2 * poor)]
  })
  return scores.length ? scores.reduce((a, b) => a + b) / scores.length : undefined
}

const errorsScore = ({ visits, errors }: NonNullable<PageHealthFigures['errors']>) =>
  visits ? 100 * 0.5 ** ((2 * errors) / visits) : undefined

const networkScore = ({ calls, failed, slow }: NonNullable<PageHealthFigures['network']>) =>
  calls ? 100 * clamp(1 - (4 * (failed + slow / 2)) / calls) : undefined

const mainThreadScore = ({ observed, blocked }: NonNullable<PageHealthFigures['mainThread']>) =>
  observed > 0 ? fallingLog((blocked / observed) * 60_000, 200, 6000) : undefined

const componentsScore = ({ renders, wasted, slow }: NonNullable<PageHealthFigures['components']>) =>
  renders ? 100 * clamp(1 - (wasted + slow) / renders) : undefined

/** 100 up to `best`, 0 from `worst`. */
const fallingLog = (value: number, best: number, worst: number) =>
  value <= best ? 100 : 100 * clamp(1 - Math.log(value / best) / Math.log(worst / best))

const clamp = (share: number) => Math.min(1, Math.max(0, share))
