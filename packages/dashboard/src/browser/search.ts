import { type RangeSearch, rangeFilter, rangeWords, readRange } from '../address/time-range.ts'
import { matching, oneOf, shortText } from '../address/values.ts'
import type { BrowserFilter } from '../api/browser.ts'

export const WINDOWS = ['15m', '1h', '24h', 'all'] as const
export const DEFAULT_WINDOW = '1h'

/** What all pages of the browser have in their address: what leads from one to another takes it along. */
export interface BrowserSearch extends RangeSearch<(typeof WINDOWS)[number]> {
  readonly app?: string | undefined
}

/** `replace` leaves no step for the back button: for what changes while typing or moving through rows. */
export type Change<Search> = (next: Partial<Search>, how?: 'push' | 'replace') => void

export function readBrowserSearch(search: Record<string, unknown>): BrowserSearch {
  return { ...readRange(search, WINDOWS), app: shortText(search.app) }
}

/** What the collector is asked for. */
export function browserFilter(search: BrowserSearch): BrowserFilter {
  return { ...rangeFilter(search, DEFAULT_WINDOW), app: search.app }
}

export const browserWords = (search: BrowserSearch) => rangeWords(search, DEFAULT_WINDOW)

/** The name of one load of a page, or of one visit. */
export const readId = (value: unknown) => matching(value, /^[\w.:@-]{1,128}$/)

export type Order = 'asc' | 'desc'
export const readOrder = (value: unknown) => oneOf(value, ['asc', 'desc'])
