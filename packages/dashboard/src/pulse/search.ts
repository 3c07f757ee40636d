import { type RangeSearch, rangeFilter, readRange } from '../address/time-range.ts'
import { matching, oneOf, shortText } from '../address/values.ts'
import type { FleetFilter } from '../api/fleet.ts'

export const WINDOWS = ['15m', '1h', '6h', '24h'] as const
export const DEFAULT_WINDOW = '1h'

/** What the pulse page shows, as its address says it. */
export interface PulseSearch extends RangeSearch<(typeof WINDOWS)[number]> {
  readonly app?: string | undefined
  readonly environment?: string | undefined
  /** Text that the names of servers contain. */
  readonly q?: string | undefined
  /** Only the servers that are lost. */
  readonly state?: 'lost' | undefined
  /** What the drawer shows: a server, a slow request, an error, or one of the lists. One at a time. */
  readonly server?: string | undefined
  readonly slow?: string | undefined
  readonly error?: string | undefined
  /** `<app>@<environment>` of that error: apps may make the same mistake. */
  readonly of?: string | undefined
  readonly panel?: 'alerts' | 'skipped' | undefined
  /** For a display on a wall: large, and without what is around the page. */
  readonly wall?: '1' | undefined
}

/** `replace` leaves no step for the back button: for what changes while moving through rows. */
export type ChangePulse = (next: Partial<PulseSearch>, how?: 'push' | 'replace') => void

/** Closes whatever the drawer shows. */
export const NO_DETAIL = {
  server: undefined,
  slow: undefined,
  error: undefined,
  of: undefined,
  panel: undefined,
} as const

export function readPulseSearch(search: Record<string, unknown>): PulseSearch {
  const server = shortText(search.server)
  const slow = server === undefined ? shortText(search.slow) : undefined
  const error = (server ?? slow) ? undefined : matching(search.error, /^[0-9a-z-]{1,64}$/)
  return {
    ...readRange(search, WINDOWS),
    app: shortText(search.app),
    environment: shortText(search.environment),
    q: shortText(search.q),
    state: oneOf(search.state, ['lost']),
    server,
    slow,
    error,
    of: error === undefined ? undefined : shortText(search.of),
    panel: (server ?? slow ?? error) ? undefined : oneOf(search.panel, ['alerts', 'skipped']),
    wall: oneOf(search.wall, ['1']),
  }
}

/** What the collector is asked for. */
export function fleetFilter(search: PulseSearch): FleetFilter {
  return { ...rangeFilter(search, DEFAULT_WINDOW), app: search.app, environment: search.environment }
}
