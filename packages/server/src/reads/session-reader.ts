import type { RequestPurpose } from '@kymo/protocol'
import { attribute, mayJoin, opensPage, sessionKeys } from '../queries/attribution.ts'
import { type RootRequest, rootOfSpan, rootRequest, type TraceDigest } from '../queries/digest.ts'
import { foldSessions, newestFirst, type Session } from '../queries/sessions.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import type { Cursor, SpanFilter } from '../store/span-query.ts'
import type { Store } from '../store/store.ts'
import { rangeOf, sessionRange, type TimeRange, TRACE_REACH, TraceDigests } from './trace-digests.ts'

/** A page takes in requests for as long as this after it was opened. */
const VISIT_LIFETIME = 24 * 60 * 60 * 1000
/** Most requests come sooner after their page: there is looked first. */
const USUAL_LIFETIME = 30 * 60 * 1000
const PAGE_PURPOSES: readonly RequestPurpose[] = ['document', 'navigation']
const OPENING_PURPOSES: readonly RequestPurpose[] = [...PAGE_PURPOSES, 'data', 'action', 'prefetch', 'hmr']
/** Requests looked at to fill one page of sessions. */
const MAX_SCANNED = 5_000
/** Requests looked at to count sessions. */
const MAX_COUNTED = 1_000
const MAX_VISITS = 5_000
const MAX_MEMBERS = 20_000

export interface SessionListQuery {
  readonly limit: number
  readonly before?: Cursor | undefined
  readonly app?: string | undefined
  readonly text?: string | undefined
  readonly from?: number | undefined
}

export interface SessionList {
  readonly sessions: readonly Session[]
  /** Where the next page begins; `null` on the last. */
  readonly next: Cursor | null
}

/** Finds in a store what the sessions' fold needs, and no more. */
export class SessionReader {
  readonly #store: Store
  readonly digests: TraceDigests

  constructor(store: Store) {
    this.#store = store
    this.digests = new TraceDigests(store)
  }

  async list({ limit, before, ...filter }: SessionListQuery): Promise<SessionList> {
    const openers: RootRequest[] = []
    let cursor = before
    let chunk = Math.max(limit * 2, 100)
    let exhausted = false
    for (let scanned = 0; openers.length <= limit && scanned < MAX_SCANNED; scanned += chunk, chunk *= 2) {
      const rows = await this.#candidates({ ...filter, before: cursor, limit: chunk })
      openers.push(...(await this.#openersAmong(rows)))
      const last = rows.at(-1)
      if (last !== undefined) cursor = { value: last.start, spanId: last.spanId }
      if (rows.length < chunk) {
        exhausted = true
        break
      }
    }
    const page = openers.slice(0, limit)
    const last = page.at(-1)
    const more = openers.length > limit && last !== undefined
    return {
      sessions: await this.#complete(page),
      // Where the scan ended without filling the page, the next page goes on from there.
      next: more ? { value: last.start, spanId: last.id } : exhausted ? null : (cursor ?? null),
    }
  }

  /** Sessions that the filter lets through, counted over the newest requests; `capped` when there are more. */
  async count(
    filter: Pick<SessionListQuery, 'app' | 'text' | 'from'>,
  ): Promise<{ total: number; capped: boolean }> {
    const rows = await this.#candidates({ ...filter, limit: MAX_COUNTED })
    return { total: (await this.#openersAmong(rows)).length, capped: rows.length === MAX_COUNTED }
  }

  /** The sessions that some traces belong to or have taken something from. */
  async touchedBy(traceIds: Iterable<string>, range: TimeRange): Promise<readonly Session[]> {
    const digests = await this.digests.of(traceIds, range)
    const roots = [...digests.values()].flatMap((digest) => digest.roots.map(({ root }) => root))
    // A visit takes over from the one before: that is found as if the visit had come from its own page.
    const asJoining = roots.filter(opensPage).map((root): RootRequest => ({ ...root, purpose: 'data' }))
    const earlier = await this.#visitsFor(asJoining)
    const taken = attribute([...earlier, ...asJoining])
    const before = earlier.filter((visit) => asJoining.some((root) => taken.get(root.id) === visit.id))
    return this.#sessionsOf([...roots, ...before])
  }

  /** The session that a request opened or belongs to. */
  async byId(id: string): Promise<Session | undefined> {
    const [row] = await this.#store.spans({ kinds: ['request'], spanIds: [id], order: 'newest', limit: 1 })
    if (row === undefined) return undefined
    const digests = await this.digests.of([row.traceId], rangeOf([row]))
    const digest = digests.get(row.traceId)
    const rootId = digest === undefined ? null : rootOfSpan(digest, id)
    const root = digest?.roots.find((candidate) => candidate.root.id === rootId)?.root
    if (root === undefined) return undefined
    const [session] = await this.#sessionsOf([root])
    return session
  }

  /** For each span, by its id, the session it belongs to; `null` for none. */
  async sessionIds(spans: readonly SpanRow[]): Promise<ReadonlyMap<string, string | null>> {
    if (spans.length === 0) return new Map()
    const digests = await this.digests.of(
      spans.map((span) => span.traceId),
      rangeOf(spans),
    )
    const roots = [...digests.values()].flatMap((digest) => digest.roots.map(({ root }) => root))
    const openers = attribute([...roots, ...(await this.#visitsFor(roots))])
    return new Map(
      spans.map((span) => {
        const digest = digests.get(span.traceId)
        const root = digest === undefined ? null : rootOfSpan(digest, span.spanId)
        return [span.spanId, root === null ? null : (openers.get(root) ?? null)]
      }),
    )
  }

  /** A filter for the spans of one session; of an unknown one, for none. */
  async filterOfSession(id: string | undefined): Promise<SpanFilter> {
    if (id === undefined) return {}
    const session = await this.byId(id)
    if (session === undefined) return { traceIds: [] }
    const { from, to } = sessionRange(session.members)
    return {
      traceIds: [...new Set(session.members.map(({ root }) => root.traceId))],
      from: from - TRACE_REACH,
      to: to + TRACE_REACH,
    }
  }

  /** Those of the events' traces that a request is part of. */
  async tracesWithRequest(events: readonly EventRow[]): Promise<ReadonlySet<string>> {
    const traceIds = events.map((event) => event.traceId).filter((id) => id !== null)
    if (traceIds.length === 0) return new Set()
    const times = events.map(({ time }) => ({ start: time, duration: 0 }))
    const digests = await this.digests.of(traceIds, rangeOf(times))
    return new Set(
      [...digests.values()].filter((digest) => digest.roots.length > 0).map(({ traceId }) => traceId),
    )
  }

  #candidates(query: SessionListQuery): Promise<readonly SpanRow[]> {
    return this.#store.spans({
      bare: true,
      kinds: ['request'],
      purposes: OPENING_PURPOSES,
      order: 'newest',
      ...query,
    })
  }

  async #openersAmong(rows: readonly SpanRow[]): Promise<RootRequest[]> {
    const roots = await this.#rootsAmong(rows)
    const openers = attribute([...roots, ...(await this.#visitsFor(roots))])
    return roots.filter((root) => openers.get(root.id) === root.id)
  }

  async #sessionsOf(roots: readonly RootRequest[]): Promise<readonly Session[]> {
    const visits = await this.#visitsFor(roots)
    const openers = attribute([...roots, ...visits])
    const wanted = new Set(roots.map((root) => openers.get(root.id) ?? ''))
    const byId = new Map([...visits, ...roots].map((root) => [root.id, root]))
    return this.#complete([...byId.values()].filter((root) => wanted.has(root.id)))
  }

  /** Leaves out requests that another request of the same trace caused. */
  async #rootsAmong(rows: readonly SpanRow[]): Promise<RootRequest[]> {
    const parents = rows.map((row) => row.parentId).filter((id) => id !== null)
    if (parents.length === 0) return rows.map(rootRequest)
    const range = rangeOf(rows)
    const known = await this.#store.spans({
      bare: true,
      spanIds: parents,
      from: range.from - TRACE_REACH,
      to: range.to,
      order: 'newest',
      limit: parents.length,
    })
    const isKnown = new Set(known.map((span) => `${span.traceId}${span.spanId}`))
    const children = rows.filter(
      (row) => row.parentId !== null && isKnown.has(`${row.traceId}${row.parentId}`),
    )
    const digests = await this.digests.of(
      children.map((row) => row.traceId),
      range,
    )
    const below = new Set(
      children.filter((row) => !isRoot(digests.get(row.traceId), row.spanId)).map((row) => row.spanId),
    )
    return rows.filter((row) => !below.has(row.spanId)).map(rootRequest)
  }

  /** The visits of pages that these requests may have come from: of each page, as far as known, the newest before. */
  async #visitsFor(roots: readonly RootRequest[]): Promise<readonly RootRequest[]> {
    const joining = roots.filter(mayJoin)
    if (joining.length === 0) return []
    const recent = await this.#visitsWithin(joining, USUAL_LIFETIME, roots)
    const openers = attribute([...joining, ...recent, ...roots.filter(opensPage)])
    const unmatched = joining.filter(
      (root) => openers.get(root.id) === root.id || openers.get(root.id) === null,
    )
    if (unmatched.length === 0) return recent
    const earlier = await this.#visitsWithin(unmatched, VISIT_LIFETIME, [...roots, ...recent])
    return [...recent, ...earlier]
  }

  async #visitsWithin(
    joining: readonly RootRequest[],
    lifetime: number,
    known: readonly RootRequest[],
  ): Promise<readonly RootRequest[]> {
    const { from, to } = rangeOf(joining)
    const rows = await this.#store.spans({
      bare: true,
      kinds: ['request'],
      purposes: PAGE_PURPOSES,
      anyOf: sessionKeys(joining),
      from: from - lifetime,
      // `to` is past the newest start: a visit that began at the same time as its request counts.
      to: to + 1,
      order: 'newest',
      limit: MAX_VISITS,
    })
    const given = new Set(known.map((root) => root.id))
    return this.#rootsAmong(rows.filter((row) => !given.has(row.spanId)))
  }

  /** Gathers all that belongs to the sessions that these requests opened; newest first. */
  async #complete(openers: readonly RootRequest[]): Promise<readonly Session[]> {
    if (openers.length === 0) return []
    const pages = openers.filter(opensPage)
    const { from, to } = rangeOf(openers)
    const rows =
      pages.length === 0
        ? []
        : await this.#store.spans({
            bare: true,
            kinds: ['request'],
            anyOf: sessionKeys(pages),
            from: rangeOf(pages).from,
            to: to + VISIT_LIFETIME,
            order: 'newest',
            limit: MAX_MEMBERS,
          })
    const visits = await this.#visitsFor(rows.map(rootRequest))
    const roots = [...openers, ...visits, ...rows.map(rootRequest)]
    const wanted = new Set(openers.map((opener) => opener.id))
    // Who belongs where is settled first, on the requests alone, so that only wanted traces are read whole.
    const openerOf = attribute([...new Map(roots.map((root) => [root.id, root])).values()])
    const members = roots.filter((root) => wanted.has(openerOf.get(root.id) ?? ''))
    const memberRange = members.length === 0 ? { from, to } : rangeOf(members)
    const digests = await this.digests.of(
      members.map((root) => root.traceId),
      memberRange,
    )
    const context = roots.filter((root) => opensPage(root))
    return foldSessions([...digests.values()], context)
      .filter(({ opener }) => wanted.has(opener.id))
      .sort((a, b) => newestFirst(a.opener, b.opener))
  }
}

function isRoot(digest: TraceDigest | undefined, spanId: string): boolean {
  return digest === undefined || digest.roots.some(({ root }) => root.id === spanId)
}
