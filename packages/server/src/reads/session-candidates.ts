import type { RequestPurpose } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { type Cursor, compareSpans, type SpanFilter } from '../store/span-query.ts'
import type { Store } from '../store/store.ts'
import { isVisitId } from '../store/visit-id.ts'
import { HEAD_START } from './root-lookup.ts'

const OPENING_PURPOSES: readonly RequestPurpose[] = [
  'document',
  'navigation',
  'data',
  'action',
  'prefetch',
  'hmr',
]
/** Visits of one tab that are looked at at once, the newest. */
const MAX_VISITS = 1_000

export interface CandidateQuery {
  readonly limit: number
  readonly before?: Cursor | undefined
  readonly app?: string | undefined
  /** Only sessions of this tab of a browser. */
  readonly tab?: string | undefined
  readonly text?: string | undefined
  readonly from?: number | undefined
}

export interface Candidates {
  /** Newest first. */
  readonly rows: readonly SpanRow[]
  /** Whether older ones may follow. */
  readonly more: boolean
}

/** What may be the head of a session. */
export async function readCandidates(store: Store, { tab, ...query }: CandidateQuery): Promise<Candidates> {
  if (tab !== undefined) return candidatesOfTab(store, tab, query)
  const rows = await newest(store, query, [
    { kinds: ['request'], purposes: OPENING_PURPOSES },
    { kinds: ['navigation', 'fetch'], visited: true },
  ])
  return { rows, more: rows.length === query.limit }
}

/** A session of a tab has the id of the visit that a navigation of the tab told of: so has what may be its head. */
async function candidatesOfTab(
  store: Store,
  tab: string,
  query: Omit<CandidateQuery, 'tab'>,
): Promise<Candidates> {
  const told = await store.spans({
    bare: true,
    kinds: ['navigation'],
    tab,
    visited: true,
    app: query.app,
    from: query.from === undefined ? undefined : query.from - HEAD_START,
    to: query.before === undefined ? undefined : query.before.value + HEAD_START,
    order: 'newest',
    limit: MAX_VISITS,
  })
  const visits = new Set(told.flatMap(({ visitId }) => visitId ?? []))
  const ids = [...visits].filter(isVisitId)
  if (ids.length === 0) return { rows: [], more: false }
  const anyOf = { visitKeys: [], htmlIds: [], visitIds: ids }
  const rows = await newest(store, query, [
    { kinds: ['request'], purposes: OPENING_PURPOSES, spanIds: ids },
    { kinds: ['request'], purposes: OPENING_PURPOSES, anyOf },
    { kinds: ['navigation', 'fetch'], anyOf },
  ])
  return { rows, more: rows.length === query.limit || told.length === MAX_VISITS }
}

/** Of what some filters let through, each once, the newest. */
async function newest(
  store: Store,
  query: Omit<CandidateQuery, 'tab'>,
  filters: readonly SpanFilter[],
): Promise<readonly SpanRow[]> {
  const order = 'newest'
  const found = await Promise.all(
    filters.map((filter) => store.spans({ bare: true, order, ...query, ...filter })),
  )
  const rows = found.filter(({ length }) => length > 0)
  if (rows.length < 2) return rows[0] ?? []
  return [...new Map(rows.flat().map((row) => [row.seq, row])).values()]
    .sort((a, b) => compareSpans(order, a, b))
    .slice(0, query.limit)
}
