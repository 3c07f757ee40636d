import { oneOf } from './values.ts'

/** Stretches of time up to now, as the collector names them; each page offers some. */
export type WindowName = '15m' | '1h' | '6h' | '24h' | 'all'

export const WINDOW_LABELS: Readonly<Record<WindowName, string>> = {
  '15m': '15 min',
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  all: 'All',
}

/** What a figure or an empty list is over. */
export const WINDOW_WORDS: Readonly<Record<WindowName, string>> = {
  '15m': 'in the last 15 minutes',
  '1h': 'in the last hour',
  '6h': 'in the last 6 hours',
  '24h': 'in the last 24 hours',
  all: 'in all that is kept',
}

/** The stretch of time that a page is of, as its address says it. */
export interface RangeSearch<Window extends WindowName = WindowName> {
  /** A stretch up to now; `from` and `to` go before it. */
  readonly window?: Window | undefined
  /** Milliseconds since the epoch; either both or none. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export function readRange<const Window extends WindowName>(
  search: Record<string, unknown>,
  windows: readonly Window[],
): RangeSearch<Window> {
  const from = timeOf(search.from)
  const to = timeOf(search.to)
  const ranged = from !== undefined && to !== undefined && to > from
  return {
    window: oneOf(search.window, windows),
    from: ranged ? from : undefined,
    to: ranged ? to : undefined,
  }
}

/** What the collector is asked for. */
export function rangeFilter(
  { window, from, to }: RangeSearch,
  fallback: WindowName,
): { readonly window: WindowName } | { readonly from: number; readonly to: number } {
  return from === undefined || to === undefined ? { window: window ?? fallback } : { from, to }
}

export function rangeWords({ window, from }: RangeSearch, fallback: WindowName): string {
  return from === undefined ? WINDOW_WORDS[window ?? fallback] : 'in this time'
}

/** Milliseconds since the epoch, between 2000 and 2100. */
function timeOf(value: unknown): number | undefined {
  const text = String(value)
  if (!/^\d{12,13}$/.test(text)) return undefined
  const number = Number(text)
  return number >= 946_684_800_000 && number < 4_102_444_800_000 ? number : undefined
}
