import type { Breadcrumb, BreadcrumbCategory, BreadcrumbLevel } from '@kymo/protocol'
import { asText, duration } from '../format/quantity.ts'
import type { Look } from '../status/mark.tsx'

export const CATEGORY_WORDS: Readonly<Record<BreadcrumbCategory, string>> = {
  navigation: 'navigation',
  click: 'click',
  input: 'input',
  request: 'request',
  console: 'console',
  error: 'error',
  app: 'app',
}

export const LEVEL_LOOKS: Readonly<Record<BreadcrumbLevel, Look>> = {
  debug: { shape: 'dash', tone: 'text-faint', word: 'debug' },
  info: { shape: 'ring', tone: 'text-faint', word: 'info' },
  warning: { shape: 'triangle', tone: 'text-slow', word: 'warning' },
  error: { shape: 'cross', tone: 'text-error', word: 'error' },
}

/** How long before the error it was: `−1.24 s`; what was later says so. */
export function beforeText(time: number, error: number): string {
  const before = error - time
  return `${before < 0 ? '+' : '−'}${asText(duration(Math.abs(before)))}`
}

/** What else is known of it: `status 503, duration 83`. */
export function dataText(data: Breadcrumb['data']): string {
  return Object.entries(data ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
