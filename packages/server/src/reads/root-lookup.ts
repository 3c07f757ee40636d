import type { RequestPurpose } from '@kymo/protocol'
import { attribute, mayJoin, mayServePage, opensPage, sessionKeys } from '../queries/attribution.ts'
import type { TraceDigest } from '../queries/digest.ts'
import { ROOT_KINDS, type Root, rootOf } from '../queries/root.ts'
import type { SpanRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { isVisitId } from '../store/visit-id.ts'
import { rangeOf, type TimeRange, TRACE_REACH, type TraceDigests } from './trace-digests.ts'

/** A page takes in what it causes for as long as this after it was opened. */
export const VISIT_LIFETIME = 24 * 60 * 60 * 1000
/** Most requests come sooner after their page: there is looked first. */
const USUAL_LIFETIME = 30 * 60 * 1000
const LONG_RANGE = 6 * 60 * 60 * 1000
/** A page's own times begin before its request's, and its clock may differ. */
export const HEAD_START = 60_000
const PAGE_PURPOSES: readonly RequestPurpose[] = ['document', 'navigation']
const MAX_VISITS = 5_000
export const MAX_MEMBERS = 20_000

/** Finds in a store what says to which sessions roots belong. */
export class RootLookup {
  readonly #store: Store
  readonly #digests: TraceDigests

  constructor(store: Store, digests: TraceDigests) {
    this.#store = store
    this.#digests = digests
  }

  /** For each root the id of its session, as `attribute` says it. */
  async attributed(roots: readonly Root[]): Promise<ReadonlyMap<string, string | null>> {
    const [visits, naming] = await Promise.all([this.visitsFor(roots), this.#naming(roots)])
    return attribute(distinct([...roots, ...visits, ...naming]))
  }

  /** Roots with all that says to which sessions they belong, and what gives those their heads. */
  async withOthers(roots: readonly Root[]): Promise<readonly Root[]> {
    const visits = await this.visitsFor(roots)
    const known = distinct([...roots, ...visits])
    const [opening, naming] = await Promise.all([this.#opening(known), this.#naming(roots)])
    return opening.length + naming.length === 0 ? known : distinct([...known, ...opening, ...naming])
  }

  /** What opened the visits that browsers say these are part of; all of a visit that no request opened. */
  async #opening(roots: readonly Root[]): Promise<readonly Root[]> {
    const ids = new Set(roots.map(({ id }) => id))
    const visitIds = new Set(
      roots.flatMap(({ visitId }) => (visitId === null || ids.has(visitId) ? [] : visitId)),
    )
    // A navigation has its visit's id, too, but may have been asked for by a request.
    for (const { id, kind, visitId } of roots) {
      if (visitId !== null && id === visitId && kind !== 'request') visitIds.add(visitId)
    }
    return this.ofVisits([...visitIds], rangeOf(roots))
  }

  /** What opened some visits; all that browsers say to be part of one that no request opened. */
  async ofVisits(visitIds: readonly string[], range: TimeRange): Promise<readonly Root[]> {
    const ids = visitIds.filter(isVisitId)
    if (ids.length === 0) return []
    const within = { from: range.from - VISIT_LIFETIME, to: range.to + VISIT_LIFETIME }
    const served = await this.#store.spans({
      bare: true,
      kinds: ['request'],
      spanIds: ids,
      ...within,
      order: 'newest',
      limit: ids.length,
    })
    const isServed = new Set(served.map(({ spanId }) => spanId))
    const others = ids.filter((id) => !isServed.has(id))
    return [...served.map(rootOf), ...(await this.#partsOf(others, within))]
  }

  /** What a browser says of visits that the answers of posted forms may be. */
  #naming(roots: readonly Root[]): Promise<readonly Root[]> {
    const forms = roots.filter(mayServePage)
    if (forms.length === 0) return Promise.resolve([])
    const { from, to } = rangeOf(forms)
    const ids = forms.map(({ id }) => id)
    return this.#partsOf(ids, { from: from - HEAD_START, to: to + VISIT_LIFETIME })
  }

  /** The roots that browsers say to be part of these visits, the oldest. */
  async #partsOf(visitIds: readonly string[], { from, to }: TimeRange): Promise<readonly Root[]> {
    if (visitIds.length === 0) return []
    const rows = await this.#store.spans({
      bare: true,
      kinds: ROOT_KINDS,
      anyOf: { visitKeys: [], htmlIds: [], visitIds },
      from,
      to,
      order: 'oldest',
      limit: MAX_MEMBERS,
    })
    return this.among(rows)
  }

  /** Leaves out what another root of the same trace caused. */
  async among(rows: readonly SpanRow[]): Promise<Root[]> {
    const parents = rows.map((row) => row.parentId).filter((id) => id !== null)
    if (parents.length === 0) return rows.map(rootOf)
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
    const digests = await this.#digests.of(
      children.map((row) => row.traceId),
      range,
    )
    const below = new Set(
      children.filter((row) => !isRoot(digests.get(row.traceId), row.spanId)).map((row) => row.spanId),
    )
    return rows.filter((row) => !below.has(row.spanId)).map(rootOf)
  }

  /** The visits of pages that these requests may have come from: of each page, as far as known, the newest before. */
  async visitsFor(roots: readonly Root[]): Promise<readonly Root[]> {
    const joining = roots.filter(mayJoin)
    if (joining.length === 0) return []
    const { from, to } = rangeOf(joining)
    // Those of many hours have to be looked for in all these hours anyway: then once, and not twice.
    if (to - from > LONG_RANGE) return this.#visitsWithin(joining, VISIT_LIFETIME, roots)
    const recent = await this.#visitsWithin(joining, USUAL_LIFETIME, roots)
    const sessions = attribute([...joining, ...recent, ...roots.filter(opensPage)])
    const unmatched = joining.filter(({ id }) => sessions.get(id) === id || sessions.get(id) === null)
    if (unmatched.length === 0) return recent
    const earlier = await this.#visitsWithin(unmatched, VISIT_LIFETIME, [...roots, ...recent])
    return [...recent, ...earlier]
  }

  async #visitsWithin(
    joining: readonly Root[],
    lifetime: number,
    known: readonly Root[],
  ): Promise<readonly Root[]> {
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
    return this.among(rows.filter((row) => !given.has(row.spanId)))
  }
}

function isRoot(digest: TraceDigest | undefined, spanId: string): boolean {
  return digest === undefined || digest.roots.some(({ root }) => root.id === spanId)
}

export function distinct(roots: readonly Root[]): Root[] {
  return [...new Map(roots.map((root) => [root.id, root])).values()]
}
