import type { ErrorGroupDetail } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'

const MAX_SESSIONS = 20

type Affected = ErrorGroupDetail['affected'][number]

/** The sessions that errors happened in, newest first, with the pages that they are visits of. */
export async function affectedSessions(
  store: Store,
  errors: readonly { readonly sessionId: string | null; readonly time: number; readonly count: number }[],
): Promise<readonly Affected[]> {
  const sessions = new Map<string, { time: number; count: number }>()
  for (const { sessionId, time, count } of errors) {
    if (sessionId === null) continue
    const before = sessions.get(sessionId)
    sessions.set(sessionId, {
      time: Math.max(time, before?.time ?? time),
      count: count + (before?.count ?? 0),
    })
  }
  const newest = [...sessions]
    .sort(([a, { time: x }], [b, { time: y }]) => y - x || (a < b ? 1 : -1))
    .slice(0, MAX_SESSIONS)
  const urls = await urlsOf(
    store,
    newest.map(([id]) => id),
  )
  return newest.map(([id, { time, count }]) => ({ id, url: urls.get(id) ?? null, time, count }))
}

/** What pages say of their visits; of others the request with the session's id. */
async function urlsOf(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const anyOf = { visitKeys: [], htmlIds: [], visitIds: ids }
  const bare = { bare: true, order: 'newest' } as const
  const [navigations, requests] = await Promise.all([
    store.spans({ kinds: ['navigation'], anyOf, ...bare, limit: ids.length * 4 }),
    store.spans({ kinds: ['request'], spanIds: ids, ...bare, limit: ids.length }),
  ])
  const known = (rows: readonly SpanRow[], idOf: (row: SpanRow) => string | null) =>
    rows.flatMap((row): [string, string][] => {
      const id = idOf(row)
      return id === null || row.url === null ? [] : [[id, row.url]]
    })
  return new Map([
    ...known(navigations, ({ visitId }) => visitId),
    ...known(requests, ({ spanId }) => spanId),
  ])
}
