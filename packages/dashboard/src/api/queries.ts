import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query'
import { ApiError } from './client.ts'
import {
  type PerformanceFilter,
  type RequestsFilter,
  readAccess,
  readErrorGroup,
  readErrors,
  readFetchFacets,
  readMetrics,
  readRequests,
  readRoutes,
  readSeries,
  readSession,
  readStatus,
  readTrace,
} from './endpoints.ts'

export const keys = {
  status: ['status'] as const,
  session: (id: string) => ['session', id] as const,
  traces: ['trace'] as const,
  facets: ['facets'] as const,
  performance: ['performance'] as const,
  livingLine: ['living-line'] as const,
  errors: ['errors'] as const,
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The live connection says when something changed; nothing is read on a timer.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (attempt, error) => attempt < 2 && !(error instanceof ApiError && error.status < 500),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
    },
  })
}

export const accessQuery = queryOptions({
  queryKey: ['access'] as const,
  queryFn: ({ signal }) => readAccess(signal),
})

export const statusQuery = queryOptions({
  queryKey: keys.status,
  queryFn: ({ signal }) => readStatus(signal),
})

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.session(id),
    queryFn: ({ signal }) => readSession(id, signal),
    staleTime: 0,
  })

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.traces, id],
    queryFn: ({ signal }) => readTrace(id, signal),
    staleTime: 0,
  })

export const facetsQuery = (session: string | undefined) =>
  queryOptions({
    queryKey: [...keys.facets, session],
    queryFn: ({ signal }) => readFetchFacets(session, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const metricsQuery = (filter: PerformanceFilter) =>
  queryOptions({
    queryKey: [...keys.performance, 'metrics', filter],
    queryFn: ({ signal }) => readMetrics(filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const seriesQuery = (filter: PerformanceFilter & { route?: string; method?: string }) =>
  queryOptions({
    queryKey: [...keys.performance, 'series', filter],
    queryFn: ({ signal }) => readSeries(filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const routesQuery = (filter: PerformanceFilter) =>
  queryOptions({
    queryKey: [...keys.performance, 'routes', filter],
    queryFn: ({ signal }) => readRoutes(filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const errorGroupQuery = (fingerprint: string) =>
  queryOptions({
    queryKey: [...keys.errors, fingerprint],
    queryFn: ({ signal }) => readErrorGroup(fingerprint, signal),
    staleTime: 0,
  })

/** How many kinds of error happened since a time. Milliseconds since the epoch. */
export const newErrorsQuery = (since: number) =>
  queryOptions({
    queryKey: [...keys.errors, 'since', since],
    queryFn: ({ signal }) => readErrors({ from: since }, null, signal, 1),
    staleTime: 0,
  })

/** The requests of the last minute, second by second. */
export const livingLineQuery = queryOptions({
  queryKey: keys.livingLine,
  queryFn: ({ signal }) => readSeries({ window: '1m' }, signal),
  staleTime: 0,
})

/** The newest request there is, whenever that was: what a stretch of time without any is to be compared with. */
export const newestRequestQuery = ({ app, include }: PerformanceFilter) =>
  queryOptions({
    queryKey: [...keys.performance, 'newest', app, include],
    queryFn: ({ signal }) => readRequests({ window: 'all', app, include, sort: 'newest', limit: 1 }, signal),
    staleTime: 0,
  })

export const requestsQuery = (filter: RequestsFilter) =>
  queryOptions({
    queryKey: [...keys.performance, 'requests', filter],
    queryFn: ({ signal }) => readRequests(filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
