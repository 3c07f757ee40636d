import { timeOf } from '../address/time.ts'
import { matching, oneOf, shortText } from '../address/values.ts'
import type { FleetFilter } from '../api/fleet.ts'

const WINDOWS = ['15m', '1h', '6h', '24h'] as const
export type Window = (typeof WINDOWS)[number]
export const DEFAULT_WINDOW: Window = '1h'

export const WINDOW_NAMES: Readonly<Record<Window, string>> = {
  '15m': 'in the last 15 minutes',
  '1h': 'in the last hour',
  '6h': 'in the last 6 hours',
  '24h': 'in the last 24 hours',
}

/** What the pulse page shows, as its address says it. */
export interface PulseSearch {
  /** A stretch up to now; `from` and `to` go before it. */
  readonly window?: Window | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
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
  const from = timeOf(String(search.from))
  const to = timeOf(String(search.to))
  const ranged = from !== undefined && to !== undefined && to > from
  const server = shortText(search.server)
  const slow = server === undefined ? shortText(search.slow) : undefined
  const error = (server ?? slow) ? undefined : matching(search.error, /^[0-9a-z-]{1,64}$/)
  return {
    window: oneOf(search.window, WINDOWS),
    from: ranged ? from : undefined,
    to: ranged ? to : undefined,
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
export function fleetFilter({ window, from, to, app, environment }: PulseSearch): FleetFilter {
  const range = from === undefined || to === undefined ? { window: window ?? DEFAULT_WINDOW } : { from, to }
  return { ...range, app, environment }
}

export function windowWords({ window, from }: PulseSearch): string {
  return from === undefined ? WINDOW_NAMES[window ?? DEFAULT_WINDOW] : 'in this time'
}
