import { type ErrorEvent, EXCEPTION_EVENT } from '@kymo/protocol'
import { attribute, headsOf, mayServePage, opensPage, sessionKeys } from '../queries/attribution.ts'
import { rootIdOf, type TraceDigest } from '../queries/digest.ts'
import { groupBy } from '../queries/group-by.ts'
import { heldBackFor, mayBeHeldBack } from '../queries/held-back.ts'
import { ROOT_KINDS, type Root, rootOf } from '../queries/root.ts'
import { foldSessions, newestFirst, type Session } from '../queries/sessions.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import type { Cursor, SpanFilter } from '../store/span-query.ts'
import type { Store } from '../store/store.ts'
import { distinct, HEAD_START, MAX_MEMBERS, RootLookup, VISIT_LIFETIME } from './root-lookup.ts'
import { type CandidateQuery, readCandidates } from './session-candidates.ts'
import { readMeasures } from './session-measures.ts'
import { rangeOf, sessionRange, type TimeRange, TRACE_REACH, TraceDigests } from './trace-digests.ts'

/** Roots looked at to fill one page of sessions. */
const MAX_SCANNED = 5_000
/** Roots looked at to count sessions. */
const MAX_COUNTED = 1_000
const MAX_EXCEPTIONS = 5_000

export interface SessionList {
  readonly sessions: readonly Session[]
  /** Where the next page begins; `null` on the last. */
  readonly next: Cursor | null
}

/** Finds in a store what the sessions' fold needs, and no more. */
export class SessionReader {
  readonly #store: Store
  readonly #now: () => number
  readonly #roots: RootLookup
  readonly digests: TraceDigests

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
    this.digests = new TraceDigests(store)
    this.#roots = new RootLookup(store, this.digests)
  }

  async list({ limit, before, ...filter }: CandidateQuery): Promise<SessionList> {
    const heads: Root[] = []
    const wanted = new Map<string, Root[]>()
    let cursor = before
    let chunk = Math.max(limit * 2, 100)
    let exhausted = false
    for (let scanned = 0; heads.length <= limit && scanned < MAX_SCANNED; scanned += chunk, chunk *= 2) {
      const { rows, more } = await readCandidates(this.#store, { ...filter, before: cursor, limit: chunk })
      for (const { head, id, known } of await this.#headsAmong(rows)) {
        if (wanted.has(id)) continue
        heads.push(head)
        wanted.set(id, known)
      }
      const last = rows.at(-1)
      if (last !== undefined) cursor = { value: last.start, spanId: last.spanId }
      if (!more) {
        exhausted = true
        break
      }
    }
    const ids = [...wanted.keys()].slice(0, limit)
    const last = heads.slice(0, limit).at(-1)
    const more = heads.length > limit && last !== undefined
    return {
      sessions: await this.#complete(
        new Set(ids),
        ids.flatMap((id) => wanted.get(id) ?? []),
      ),
      // Where the scan ended without filling the page, the next page goes on from there.
      next: more ? { value: last.start, spanId: last.id } : exhausted ? null : (cursor ?? null),
    }
  }

  /** Sessions that the filter lets through, counted over the newest roots; `capped` when there are more. */
  async count(filter: Omit<CandidateQuery, 'limit' | 'before'>): Promise<{ total: number; capped: boolean }> {
    const { rows, more } = await readCandidates(this.#store, { ...filter, limit: MAX_COUNTED })
    return { total: (await this.#headsAmong(rows)).length, capped: more }
  }

  /** The sessions that some traces and visits belong to or have taken something from. */
  async touchedBy(
    traceIds: Iterable<string>,
    range: TimeRange,
    visitIds: readonly string[] = [],
  ): Promise<readonly Session[]> {
    const [digests, ofVisits] = await Promise.all([
      this.digests.of(traceIds, range),
      this.#roots.ofVisits(visitIds, range),
    ])
    const roots = rootsOf(digests)
    // A visit takes over from the one before: that is found as if the visit had come from its own page.
    const asJoining = roots
      .filter((root) => opensPage(root) || mayServePage(root))
      .map((root): Root => ({ ...root, purpose: 'data', visitId: null }))
    const earlier = await this.#roots.visitsFor(asJoining)
    const taken = attribute([...earlier, ...asJoining])
    const sessions = attribute(earlier)
    const before = earlier.filter((visit) =>
      asJoining.some((root) => taken.get(root.id) === sessions.get(visit.id)),
    )
    return this.#sessionsOf([...roots, ...ofVisits, ...before])
  }

  /** The session with this id, or that a request with it belongs to. */
  async byId(id: string): Promise<Session | undefined> {
    const row = await this.#rowOf(id)
    if (row === undefined) return undefined
    const digests = await this.digests.of([row.traceId], rangeOf([row]))
    const rootId = rootIdOfSpan(digests, row)
    const root = rootsOf(digests).find((candidate) => candidate.id === rootId)
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
    const sessions = await this.#roots.attributed(rootsOf(digests))
    return new Map(
      spans.map((span) => {
        const root = rootIdOfSpan(digests, span)
        return [span.spanId, root === null ? null : (sessions.get(root) ?? null)]
      }),
    )
  }

  /** For each exception, by its number, the session it belongs to; `null` for none. */
  async sessionsOfExceptions(events: readonly EventRow[]): Promise<ReadonlyMap<number, string | null>> {
    if (events.length === 0) return new Map()
    const range = rangeOf(events.map(({ time }) => ({ start: time, duration: 0 })))
    const visitIds = events.flatMap(({ traceId, visitId }) =>
      traceId === null && visitId !== null ? [visitId] : [],
    )
    const [digests, ofVisits] = await Promise.all([
      this.digests.of(
        events.flatMap(({ traceId }) => traceId ?? []),
        range,
      ),
      this.#roots.ofVisits([...new Set(visitIds)], range),
    ])
    const sessions = await this.#roots.attributed(rootsOf(digests))
    const visits = new Set(attribute(ofVisits).values())
    return new Map(
      events.map(({ seq, traceId, spanId, visitId }) => {
        if (traceId === null) return [seq, visits.has(visitId) ? visitId : null]
        const digest = digests.get(traceId)
        const root = digest === undefined ? null : rootIdOf(digest, spanId)
        return [seq, root === null ? null : (sessions.get(root) ?? null)]
      }),
    )
  }

  /** Failures, that no exception explains, of the traces of some spans. */
  async failuresOf(spans: readonly SpanRow[]): Promise<ErrorEvent[]> {
    if (spans.length === 0) return []
    const traceIds = spans.map(({ traceId }) => traceId)
    const digests = [...(await this.digests.of(traceIds, rangeOf(spans))).values()]
    const failed = digests.flatMap(({ roots }) => roots.filter(({ failures }) => failures.length > 0))
    const sessions = await this.#roots.attributed(failed.map(({ root }) => root))
    return failed.flatMap(({ root, failures }) =>
      failures.map((failure) => ({ ...failure, sessionId: sessions.get(root.id) ?? null })),
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

  async #rowOf(id: string): Promise<SpanRow | undefined> {
    const [request] = await this.#store.spans({
      kinds: ['request'],
      spanIds: [id],
      order: 'newest',
      limit: 1,
    })
    if (request !== undefined) return request
    const anyOf = { visitKeys: [], htmlIds: [], visitIds: [id] }
    const [visited] = await this.#store.spans({ kinds: ROOT_KINDS, anyOf, order: 'oldest', limit: 1 })
    return visited
  }

  /** Those of the rows that are heads of sessions, in the same order, with what is known of their sessions. */
  async #headsAmong(rows: readonly SpanRow[]): Promise<{ head: Root; id: string; known: Root[] }[]> {
    const roots = await this.#roots.among(rows)
    const known = await this.#roots.withOthers(roots)
    const sessions = attribute(known)
    const heads = headsOf(known, sessions)
    const held = await this.#heldBack(roots)
    const members = groupBy(known, ({ id }) => sessions.get(id) ?? null)
    return roots.flatMap((head) => {
      const id = sessions.get(head.id)
      if (id == null || heads.get(id)?.id !== head.id || held.has(head.id)) return []
      return [{ head, id, known: members.get(id) ?? [] }]
    })
  }

  /** Roots whose sessions are not shown yet. */
  async #heldBack(roots: readonly Root[]): Promise<ReadonlySet<string>> {
    const now = this.#now()
    const young = roots.filter((root) => mayBeHeldBack(root, now))
    if (young.length === 0) return new Set()
    const digests = await this.digests.of(
      young.map(({ traceId }) => traceId),
      rangeOf(young),
    )
    const held = [...digests.values()].flatMap((digest) =>
      digest.roots.filter((member) => heldBackFor({ head: member.root, members: [member] }, now) > 0),
    )
    return new Set(held.map(({ root }) => root.id))
  }

  async #sessionsOf(roots: readonly Root[]): Promise<readonly Session[]> {
    if (roots.length === 0) return []
    const known = await this.#roots.withOthers(roots)
    const sessions = attribute(known)
    const wanted = new Set(roots.flatMap((root) => sessions.get(root.id) ?? []))
    return this.#complete(
      wanted,
      known.filter((root) => wanted.has(sessions.get(root.id) ?? '')),
    )
  }

  /**
   * Gathers all that belongs to some sessions; newest first.
   * @param known what is known of them, their heads among it
   */
  async #complete(wanted: ReadonlySet<string>, known: readonly Root[]): Promise<readonly Session[]> {
    if (wanted.size === 0) return []
    const sessions = attribute(known)
    const ofPages = known.filter((root) => opensPage(root) || mayServePage(root) || root.visitId !== null)
    const visitIds = [...new Set(ofPages.flatMap((root) => sessions.get(root.id) ?? []))].filter((id) =>
      wanted.has(id),
    )
    const range = rangeOf(known)
    const [rows, exceptions, measures] =
      visitIds.length === 0
        ? [[], [], []]
        : await this.#partsOfPages(ofPages.filter(opensPage), visitIds, rangeOf(ofPages))
    const visits = await this.#roots.visitsFor(rows.map(rootOf))
    const roots = distinct([...known, ...visits, ...rows.map(rootOf)])
    // Who belongs where is settled first, on the roots alone, so that only wanted traces are read whole.
    const sessionOf = attribute(roots)
    const members = roots.filter((root) => wanted.has(sessionOf.get(root.id) ?? ''))
    const digests = await this.digests.of(
      members.map((root) => root.traceId),
      members.length === 0 ? range : rangeOf(members),
    )
    const others = roots.filter((root) => opensPage(root) || root.visitId !== null)
    return foldSessions([...digests.values()], others, exceptions, measures)
      .filter(({ id }) => wanted.has(id))
      .sort((a, b) => newestFirst(a.head, b.head))
  }

  #partsOfPages(
    pages: readonly Root[],
    visitIds: readonly string[],
    range: TimeRange,
  ): Promise<[roots: readonly SpanRow[], exceptions: readonly EventRow[], measures: readonly SpanRow[]]> {
    const within = { from: range.from - HEAD_START, to: range.to + VISIT_LIFETIME }
    return Promise.all([
      this.#store.spans({
        bare: true,
        kinds: ROOT_KINDS,
        anyOf: sessionKeys(pages, visitIds),
        ...within,
        order: 'newest',
        limit: MAX_MEMBERS,
      }),
      this.#store.events({
        names: [EXCEPTION_EVENT],
        visitIds,
        traceless: true,
        ...within,
        limit: MAX_EXCEPTIONS,
      }),
      readMeasures(this.#store, visitIds, within, true),
    ])
  }
}

function rootsOf(digests: ReadonlyMap<string, TraceDigest>): Root[] {
  return [...digests.values()].flatMap((digest) => digest.roots.map(({ root }) => root))
}

function rootIdOfSpan(digests: ReadonlyMap<string, TraceDigest>, span: SpanRow): string | null {
  const digest = digests.get(span.traceId)
  return digest === undefined ? null : rootIdOf(digest, span.spanId)
}
