import type {
  Access,
  CollectorStatus,
  ErrorGroup,
  ErrorGroupDetail,
  FetchEvent,
  FetchFacets,
  Page,
  PerformanceMetrics,
  PerformanceSeries,
  RequestEvent,
  RoutesTable,
  ServerActionEvent,
  SessionDetail,
  SessionSummary,
  TraceDetail,
} from '@kymo/protocol'
import { get, post } from './client.ts'

export const readAccess = (signal: AbortSignal) => get<Access>('/api/access', {}, signal)
/** Begins this browser's session. */
export const login = (token: string) => post<Access>('/api/login', { token })
/** Ends it. */
export const logout = () => post<void>('/api/logout')

/** Where a page of a list begins; null for the first rows. */
export type Cursor = string | null

export interface SessionFilter {
  readonly app?: string | undefined
  /** A browser tab's name. */
  readonly tab?: string | undefined
  readonly q?: string | undefined
}

/** By start; newest first unless given. */
export type Order = 'asc' | 'desc'

export interface FetchFilter {
  readonly order?: Order | undefined
  readonly session?: string | undefined
  readonly method?: string | undefined
  /** `2xx` … `5xx`, `error`, or a code. */
  readonly status?: string | undefined
  readonly host?: string | undefined
  readonly cache?: string | undefined
  readonly origin?: string | undefined
  readonly q?: string | undefined
}

export interface ActionFilter {
  readonly order?: Order | undefined
  readonly session?: string | undefined
  readonly status?: string | undefined
  readonly q?: string | undefined
}

/** Over all that is kept unless a named window up to now is given. */
export interface ErrorFilter {
  readonly app?: string | undefined
  readonly q?: string | undefined
  readonly window?: string | undefined
  readonly from?: number | undefined
}

/** Either a named window up to now, or exactly `from` to `to`. */
export interface PerformanceFilter {
  readonly window?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly app?: string | undefined
  readonly include?: 'all' | undefined
}

export interface RequestsFilter extends PerformanceFilter {
  readonly route?: string
  readonly method?: string
  readonly sort: 'slowest' | 'newest'
  readonly limit: number
}

type Signal = AbortSignal | undefined

const PAGE_SIZE = 200

export const readSessions = (filter: SessionFilter, before: Cursor, signal?: Signal) =>
  get<Page<SessionSummary>>('/api/sessions', { ...filter, before, limit: PAGE_SIZE }, signal)

export const readSession = (id: string, signal?: Signal) =>
  get<SessionDetail>(`/api/sessions/${encodeURIComponent(id)}`, {}, signal)

export const readTrace = (id: string, signal?: Signal) =>
  get<TraceDetail>(`/api/traces/${encodeURIComponent(id)}`, {}, signal)

export const readFetches = (filter: FetchFilter, before: Cursor, signal?: Signal) =>
  get<Page<FetchEvent>>('/api/fetches', { ...filter, before, limit: PAGE_SIZE }, signal)

export const readFetchFacets = (session: string | undefined, signal?: Signal) =>
  get<FetchFacets>('/api/fetches/facets', { session }, signal)

export const readActions = (filter: ActionFilter, before: Cursor, signal?: Signal) =>
  get<Page<ServerActionEvent>>('/api/actions', { ...filter, before, limit: PAGE_SIZE }, signal)

export const readErrors = (filter: ErrorFilter, before: Cursor, signal?: Signal, limit = PAGE_SIZE) =>
  get<Page<ErrorGroup>>('/api/errors', { ...filter, before, limit }, signal)

export const readErrorGroup = (fingerprint: string, signal?: Signal) =>
  get<ErrorGroupDetail>(`/api/errors/${encodeURIComponent(fingerprint)}`, {}, signal)

export const readMetrics = (filter: PerformanceFilter, signal?: Signal) =>
  get<PerformanceMetrics>('/api/performance/metrics', { ...filter }, signal)

export const readSeries = (
  filter: PerformanceFilter & { route?: string; method?: string },
  signal?: Signal,
) => get<PerformanceSeries>('/api/performance/series', { ...filter }, signal)

export const readRoutes = (filter: PerformanceFilter, signal?: Signal) =>
  get<RoutesTable>('/api/performance/routes', { ...filter }, signal)

export const readRequests = (filter: RequestsFilter, signal?: Signal) =>
  get<Page<RequestEvent>>('/api/performance/requests', { ...filter }, signal)

export const readStatus = (signal?: Signal) => get<CollectorStatus>('/api/status', {}, signal)
