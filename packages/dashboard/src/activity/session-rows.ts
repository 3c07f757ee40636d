import type { SessionDetail, SessionSummary } from '@kymo/protocol'
import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { SpanRef } from '../address/span-ref.ts'
import { sessionQuery } from '../api/queries.ts'
import { count } from '../format/quantity.ts'
import type { PagedList } from '../lists/paged-list.ts'
import type { RowSource } from '../lists/row-source.ts'
import { isFilePurpose } from '../timeline/files.ts'
import type { Hue } from '../timeline/span-facts.ts'
import { insertChildren } from './insert-children.ts'
import { splitUrl } from './split-url.ts'

export type SessionRow =
  | {
      readonly kind: 'session'
      readonly key: string
      readonly session: SessionSummary
      readonly expanded: boolean
    }
  | SessionItem

/** Something that a session caused, in one line. */
export interface SessionItem {
  readonly kind: 'item'
  readonly key: string
  readonly sessionId: string
  /** Null on the line that says how many more there are. */
  readonly ref: SpanRef | null
  readonly hue: Hue
  readonly method: string | null
  readonly title: string
  readonly host?: string
  readonly statusCode: number | null
  readonly failed: boolean
  readonly startTime: number
  readonly duration: number | null
}

/** More would push the other sessions out of sight; the timeline has them all. */
const MOST = 40

/** Its requests, actions and fetches in the order they began, without files and the request that opened it. */
export function sessionItems({ session }: SessionDetail): SessionItem[] {
  const base = { kind: 'item', sessionId: session.id } as const
  const items: SessionItem[] = []
  for (const request of session.requests) {
    if (request.id === session.id || isFilePurpose(request.purpose)) continue
    items.push({
      ...base,
      key: `${session.id}/${request.id}`,
      ref: { traceId: request.traceId, spanId: request.id },
      hue: 'request',
      method: request.method,
      title: request.url,
      statusCode: request.statusCode,
      failed: request.error !== null,
      startTime: request.startTime,
      duration: request.duration,
    })
  }
  for (const action of session.actions) {
    items.push({
      ...base,
      key: `${session.id}/${action.id}`,
      ref: { traceId: action.traceId, spanId: action.id },
      hue: 'action',
      method: null,
      title: action.name,
      statusCode: null,
      failed: action.status === 'error',
      startTime: action.startTime,
      duration: action.duration,
    })
  }
  for (const fetch of session.fetches) {
    items.push({
      ...base,
      key: `${session.id}/${fetch.id}`,
      ref: { traceId: fetch.traceId, spanId: fetch.id },
      hue: 'fetch',
      method: fetch.method,
      title: splitUrl(fetch.url).rest,
      host: splitUrl(fetch.url).host,
      statusCode: fetch.statusCode,
      failed: fetch.error !== null,
      startTime: fetch.startTime,
      duration: fetch.duration,
    })
  }
  items.sort((a, b) => a.startTime - b.startTime)
  if (items.length <= MOST) return items
  const more: SessionItem = {
    ...base,
    key: `${session.id}/more`,
    ref: null,
    hue: 'other',
    method: null,
    title: `${count(items.length - MOST)} more in the timeline`,
    statusCode: null,
    failed: false,
    startTime: session.endTime,
    duration: null,
  }
  return [...items.slice(0, MOST), more]
}

function detailsOf(
  results: readonly { readonly data: SessionDetail | undefined }[],
): (SessionDetail | undefined)[] {
  return results.map(({ data }) => data)
}

/** The rows of the list of sessions, with what the expanded ones caused below them. */
export function useSessionRows(list: PagedList<SessionSummary>): {
  source: RowSource<SessionRow>
  expand: (id: string, expanded: boolean) => void
} {
  const [expanded, setExpanded] = useState<readonly string[]>([])
  const loaded = useQueries({ queries: expanded.map((id) => sessionQuery(id)), combine: detailsOf })
  const { version } = list

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is the same object after each change
  const source = useMemo(() => {
    const children = new Map<string, SessionItem[]>()
    expanded.forEach((id, index) => {
      const detail = loaded[index]
      children.set(id, detail === undefined ? [] : sessionItems(detail))
    })
    return insertChildren<SessionRow>(
      {
        version: list.version,
        count: list.count,
        hasMore: list.hasMore,
        at(index) {
          const session = list.at(index)
          return session === undefined ? undefined : sessionRow(session, children.has(session.id))
        },
        indexOf: (key) => list.indexOf(key),
        want: (from, to) => list.want(from, to),
      },
      children,
    )
  }, [list, version, expanded, loaded])

  return {
    source,
    expand: (id, open) =>
      setExpanded((known) => {
        const others = known.filter((other) => other !== id)
        return open ? [...others, id] : others
      }),
  }
}

const rows = new WeakMap<SessionSummary, SessionRow>()

/** The same row for the same state of a session, so that it is drawn only once. */
function sessionRow(session: SessionSummary, expanded: boolean): SessionRow {
  const known = rows.get(session)
  if (known?.kind === 'session' && known.expanded === expanded) return known
  const row: SessionRow = { kind: 'session', key: session.id, session, expanded }
  rows.set(session, row)
  return row
}
