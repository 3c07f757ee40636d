import type {
  BrowserComponents,
  BrowserHealthView,
  BrowserMemory,
  BrowserNetwork,
  BrowserSection,
  BrowserSignals,
  BrowserVitals,
  CommitDetail,
} from '@kymo/protocol'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get, type Query } from './client.ts'
import { readSessions } from './endpoints.ts'

/** Of what pages told: an app's or all, over a named window up to now or exactly `from` to `to`. */
export interface BrowserFilter {
  readonly app?: string | undefined
  readonly window?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export interface VitalsFilter extends BrowserFilter {
  readonly route?: string | undefined
  readonly device?: string | undefined
}

/** Of one load of a page; the one that told last unless given. */
export interface PageFilter extends BrowserFilter {
  readonly page?: string | undefined
}

export interface NetworkFilter extends BrowserFilter {
  readonly visit?: string | undefined
  readonly host?: string | undefined
  readonly by?: string | undefined
  readonly q?: string | undefined
}

export const browserKeys = {
  section: (section: BrowserSection) => ['browser', section] as const,
}

function sectionQuery<Answer>(section: BrowserSection, filter: Query) {
  return queryOptions({
    queryKey: [...browserKeys.section(section), filter],
    queryFn: ({ signal }) => get<Answer>(`/api/browser/${section}`, filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

export const vitalsQuery = (filter: VitalsFilter) => sectionQuery<BrowserVitals>('vitals', { ...filter })

export const componentsQuery = (filter: BrowserFilter) =>
  sectionQuery<BrowserComponents>('components', { ...filter })

export const signalsQuery = (filter: PageFilter) => sectionQuery<BrowserSignals>('signals', { ...filter })

export const memoryQuery = (filter: PageFilter) => sectionQuery<BrowserMemory>('memory', { ...filter })

export const networkQuery = (filter: NetworkFilter) => sectionQuery<BrowserNetwork>('network', { ...filter })

export const healthQuery = (filter: BrowserFilter) => sectionQuery<BrowserHealthView>('health', { ...filter })

/** A commit does not change. */
export const commitQuery = (id: string) =>
  queryOptions({
    queryKey: ['browser-commit', id] as const,
    queryFn: ({ signal }) => get<CommitDetail>(`/api/browser/commits/${encodeURIComponent(id)}`, {}, signal),
  })

/** The newest sessions: what visits are named by. */
export const visitsQuery = (app: string | undefined) =>
  queryOptions({
    queryKey: [...browserKeys.section('network'), 'visits', app],
    queryFn: ({ signal }) => readSessions({ app }, null, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
