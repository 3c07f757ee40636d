import { pathOfPage } from '../store/page-key.ts'
import type { SessionKeys } from '../store/span-query.ts'
import type { RootRequest } from './digest.ts'

export function opensPage(root: Pick<RootRequest, 'purpose'>): boolean {
  return root.purpose === 'document' || root.purpose === 'navigation'
}

function opensNothing(root: RootRequest): boolean {
  return root.purpose === 'asset' || root.purpose === 'internal'
}

/**
 * Says for each root request which session it belongs to. A page's visit opens one; everything else joins, in this
 * order, the visit with the same visit id, the newest visit of the same Next.js document and page, or the newest visit
 * of the page it came from by the same client. What joins none is a session of its own.
 *
 * The order in which requests are given does not matter. A visit must be among them to be joined.
 */
export function attribute(roots: readonly RootRequest[]): Map<string, string | null> {
  const openers = new Map<string, string | null>()
  const visits = new Visits()
  for (const root of [...roots].sort(byStart)) {
    const opener = opensPage(root) ? root.id : (visits.find(root) ?? (opensNothing(root) ? null : root.id))
    openers.set(root.id, opener)
    if (opensPage(root)) visits.open(root)
  }
  return openers
}

/**
 * For each visit that was followed by another of the same page and client, the number of the fact that told so. A visit
 * that is told of late takes requests away from the one before, which is then in a newer state too.
 */
export function supersededAt(roots: readonly RootRequest[]): Map<string, number> {
  const superseded = new Map<string, number>()
  const newest = new Map<string, string>()
  for (const visit of roots.filter(opensPage).sort(byStart)) {
    const client = visit.visitKey
    if (client === null) continue
    const before = newest.get(client)
    if (before !== undefined && before !== visit.id) superseded.set(before, visit.seq)
    newest.set(client, visit.id)
  }
  return superseded
}

/** Of requests that began at once, the page comes before what it caused. */
function byStart(a: RootRequest, b: RootRequest): number {
  return a.start - b.start || Number(opensPage(b)) - Number(opensPage(a)) || (a.id < b.id ? -1 : 1)
}

/** The visits so far; always the newest that fits is found. */
class Visits {
  readonly #byVisitId = new Map<string, string>()
  readonly #byDocument = new Map<string, string>()
  readonly #byClient = new Map<string, string>()

  open(root: RootRequest): void {
    if (root.visitId !== null) this.#byVisitId.set(root.visitId, root.id)
    if (root.htmlId !== null) {
      this.#byDocument.set(root.htmlId, root.id)
      if (root.page !== null) this.#byDocument.set(`${root.htmlId}\n${pathOfPage(root.page)}`, root.id)
    }
    const client = root.visitKey
    if (client !== null) this.#byClient.set(client, root.id)
  }

  find(root: RootRequest): string | undefined {
    return this.#findByVisitId(root) ?? this.#findByDocument(root) ?? this.#findByClient(root)
  }

  #findByVisitId({ visitId }: RootRequest): string | undefined {
    return visitId === null ? undefined : this.#byVisitId.get(visitId)
  }

  #findByDocument({ htmlId, page }: RootRequest): string | undefined {
    if (htmlId === null) return undefined
    // Pages may forbid the referer; then the document alone must do.
    return this.#byDocument.get(page === null ? htmlId : `${htmlId}\n${pathOfPage(page)}`)
  }

  #findByClient({ visitKey }: RootRequest): string | undefined {
    return visitKey === null ? undefined : this.#byClient.get(visitKey)
  }
}

/** By which a store finds the requests that may belong to the same sessions as these. */
export function sessionKeys(roots: readonly RootRequest[]): SessionKeys {
  const valuesOf = (key: 'visitKey' | 'htmlId' | 'visitId') => [
    ...new Set(roots.map((root) => root[key]).filter((value) => value !== null)),
  ]
  return {
    visitKeys: valuesOf('visitKey'),
    htmlIds: valuesOf('htmlId'),
    visitIds: valuesOf('visitId'),
  }
}

/** Whether a request says anything by which it could join a visit. */
export function mayJoin(root: RootRequest): boolean {
  return !opensPage(root) && (root.visitKey !== null || root.htmlId !== null || root.visitId !== null)
}
