import type { Alerts, ErrorRow, PulseSnapshot, ServerHistory, SlowRow, Traffic } from '@kymo/protocol'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from './client.ts'

/** Of the figures of the fleet: either a named window up to now, or exactly `from` to `to`. */
export interface FleetFilter {
  readonly window?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly app?: string | undefined
  readonly environment?: string | undefined
}

export const fleetKeys = {
  /** What updates of the stream are merged into. */
  snapshot: ['fleet-snapshot'] as const,
  /** What is read anew when the stream tells of something new. */
  figures: ['fleet'] as const,
  alerts: ['fleet-alerts'] as const,
}

/** Rows of a card: more are on the pages that are about nothing else. */
const ROWS = 50

type Signal = AbortSignal | undefined

/** All apps: what is shown of it is chosen in the page, since the stream tells of all of them too. */
export const readFleet = (signal?: Signal) => get<PulseSnapshot>('/api/pulse', {}, signal)

export const trafficQuery = (filter: FleetFilter) =>
  queryOptions({
    queryKey: [...fleetKeys.figures, 'traffic', filter],
    queryFn: ({ signal }) => get<Traffic>('/api/pulse/traffic', { ...filter }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const slowQuery = (filter: FleetFilter) =>
  queryOptions({
    queryKey: [...fleetKeys.figures, 'slow', filter],
    queryFn: ({ signal }) => get<readonly SlowRow[]>('/api/pulse/slow', { ...filter, limit: ROWS }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const fleetErrorsQuery = (filter: FleetFilter) =>
  queryOptions({
    queryKey: [...fleetKeys.figures, 'errors', filter],
    queryFn: ({ signal }) =>
      get<readonly ErrorRow[]>('/api/pulse/errors', { ...filter, limit: ROWS }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const serverHistoryQuery = (server: string, { window, from, to }: FleetFilter) =>
  queryOptions({
    queryKey: [...fleetKeys.figures, 'history', server, window, from, to],
    queryFn: ({ signal }) => get<ServerHistory>('/api/pulse/history', { server, window, from, to }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const alertsQuery = queryOptions({
  queryKey: fleetKeys.alerts,
  queryFn: ({ signal }) => get<Alerts>('/api/alerts', {}, signal),
  staleTime: 0,
})
