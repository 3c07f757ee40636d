/** Name of the event by which a page tells of a web vital, again when its value has grown. */
export const WEB_VITAL_EVENT = 'browser.web_vital'

/** Largest Contentful Paint, Interaction to Next Paint, Cumulative Layout Shift, First Contentful Paint, Time to First Byte. */
export const WEB_VITALS = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'] as const
export type WebVital = (typeof WEB_VITALS)[number]

export const VITAL_RATINGS = ['good', 'needs-improvement', 'poor'] as const
export type VitalRating = (typeof VITAL_RATINGS)[number]

/**
 * Up to `good` a vital is good, above `poor` it is poor. Milliseconds; CLS has no unit.
 * Source: https://web.dev/articles/defining-core-web-vitals-thresholds
 */
export const VITAL_BOUNDS: Readonly<Record<WebVital, { readonly good: number; readonly poor: number }>> = {
  LCP: { good: 2500, poor: 4000 },
  INP: { good: 200, poor: 500 },
  CLS: { good: 0.1, poor: 0.25 },
  FCP: { good: 1800, poor: 3000 },
  TTFB: { good: 800, poor: 1800 },
}

export function rateVital(vital: WebVital, value: number): VitalRating {
  const { good, poor } = VITAL_BOUNDS[vital]
  return value <= good ? 'good' : value <= poor ? 'needs-improvement' : 'poor'
}

/** What a page is shown on, by the width of its screen and whether it is touched; the value of `kymo.device`. */
export const DEVICES = ['mobile', 'tablet', 'desktop'] as const
export type Device = (typeof DEVICES)[number]
