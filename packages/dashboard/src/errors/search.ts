import { matching, oneOf, shortText } from '../address/values.ts'
import type { ErrorFilter } from '../api/endpoints.ts'

export const WINDOWS = ['1h', '24h', 'all'] as const
export const DEFAULT_WINDOW = '24h'

/** What the errors page shows, as its address says it. */
export interface ErrorsSearch {
  readonly window?: (typeof WINDOWS)[number] | undefined
  readonly app?: string | undefined
  readonly q?: string | undefined
  /** Fingerprint of the error whose detail is open. */
  readonly error?: string | undefined
  /** When that happened which is shown of it; the newest unless given. Milliseconds since the epoch. */
  readonly at?: string | undefined
}

/** `replace` leaves no step for the back button: for what changes while typing or moving through rows. */
export type ChangeErrors = (next: Partial<ErrorsSearch>, how?: 'push' | 'replace') => void

export function readErrorsSearch(search: Record<string, unknown>): ErrorsSearch {
  const error = matching(search.error, /^[0-9a-z]{1,64}$/)
  return {
    window: oneOf(search.window, WINDOWS),
    app: shortText(search.app),
    q: shortText(search.q),
    error,
    at: error === undefined ? undefined : matching(search.at, /^\d{1,14}(\.\d{1,3})?$/),
  }
}

export function errorFilter({ window, app, q }: ErrorsSearch): ErrorFilter {
  return { window: window ?? DEFAULT_WINDOW, app, q }
}
