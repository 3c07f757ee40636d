import type { VitalRating, WebVital } from '@kymo/protocol'
import { duration, type Quantity, UNKNOWN } from '../format/quantity.ts'
import type { Look } from '../status/mark.tsx'

export const VITAL_NAMES: Readonly<Record<WebVital, string>> = {
  LCP: 'Largest Contentful Paint',
  INP: 'Interaction to Next Paint',
  CLS: 'Cumulative Layout Shift',
  FCP: 'First Contentful Paint',
  TTFB: 'Time to First Byte',
}

/** What a vital says of a page, for who does not know its name. */
export const VITAL_WORDS: Readonly<Record<WebVital, string>> = {
  LCP: 'until the main thing is seen',
  INP: 'from an input until it shows',
  CLS: 'how much the page jumps about',
  FCP: 'until anything is seen',
  TTFB: 'until the server answers',
}

export const RATING_LOOKS: Readonly<Record<VitalRating, Look>> = {
  good: { shape: 'dot', tone: 'text-ok', word: 'Good' },
  'needs-improvement': { shape: 'hollow-diamond', tone: 'text-slow', word: 'Needs improvement' },
  poor: { shape: 'triangle', tone: 'text-error', word: 'Poor' },
}

/** A value in its unit: CLS has none, and three digits after the point. */
export function vitalQuantity(vital: WebVital, value: number | null): Quantity {
  if (vital !== 'CLS') return duration(value)
  return value === null ? UNKNOWN : { value: String(Number(value.toFixed(3))), unit: '' }
}

export function vitalText(vital: WebVital, value: number | null): string {
  const { value: figure, unit } = vitalQuantity(vital, value)
  return unit === '' ? figure : `${figure} ${unit}`
}
