import type { SessionDetail, SessionSummary } from '@kymo/protocol'
import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { SpanRef } from '../address/span-ref.ts'
import { sessionQuery } from '../api/queries.ts'
import { count } from '../format/quantity.ts'
import type { PagedList } from '../lists/paged-list.ts'
import type { RowSource } from '../lists/row-source.ts'
import { isFilePurpose } from '../timeline/files.ts'
import { type Hideable, hiddenSpans, hiddenWords } from '../timeline/hidden-spans.ts'
import { type Hue, requestTags } from '../timeline/span-facts.ts'
import { insertChildren } from './insert-children.ts'
import { splitUrl } from './split-url.ts'
import { useViewOptions } from './view-options.ts'

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
  readonly tags: readonly string[]
  readonly statusCode: number | null
  readonly failed: boolean
  readonly startTime: number
  readonly duration: number | null
}

/** More would push the other sessions out of sight; the timeline has them all. */
const MOST = 40

/** Its requests, actions and fetches in the order they began, without files and the request that opened it. */
export function sessionItems({ session, spans }: SessionDetail, hide: readonly Hideable[]): SessionItem[] {
  const base = { kind: 'item', sessionId: session.id, tags: [] } as const
  const hidden = hiddenSpans(spans, hide)
  const items: SessionItem[] = []
  for (const request of session.requests) {
    if (request.id === session.id || isFilePurpose(request.purpose) || hidden.ids.has(request.id)) continue
    items.push({
      ...base,
      key: `${session.id}/${request.id}`,
      ref: { traceId: request.traceId, spanId: request.id },
      hue: 'request',
      method: request.method,
      title: request.url,
      tags: requestTags(request.purpose, request.runtime),
      statusCode: request.statusCode,
      failed: request.error !== null,
      startTime: request.startTime,
      duration: request.duration,
    })
  }
  for (const action of session.actions) {
    if (hidden.ids.has(action.id)) continue
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
    if (hidden.ids.has(fetch.id)) continue
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
  const note = (key: string, title: string): SessionItem => ({
    ...base,
    key: `${session.id}/${key}`,
    ref: null,
    hue: 'other',
    method: null,
    title,
    statusCode: null,
    failed: false,
    startTime: session.endTime,
    duration: null,
  })
  const words = hiddenWords(hidden.requests, hide)
  return [
    ...items.slice(0, MOST),
    ...(items.length > MOST ? [note('more', `${count(items.length - MOST)} more in the timeline`)] : []),
    ...(words === null ? [] : [note('hidden', words)]),
  ]
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
  const { hide } = useViewOptions()
  const [expanded, setExpanded] = useState<readonly string[]>([])
  const loaded = useQueries({ queries: expanded.map((id) => sessionQuery(id)), combine: detailsOf })
  const { version } = list

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is the same object after each change
  const source = useMemo(() => {
    const children = new Map<string, SessionItem[]>()
    expanded.forEach((id, index) => {
      const detail = loaded[index]
      children.set(id, detail === undefined ? [] : sessionItems(detail, hide))
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
  }, [list, version, expanded, loaded, hide])

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
