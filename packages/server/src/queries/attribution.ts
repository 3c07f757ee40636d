import { pathOfPage } from '../store/page-key.ts'
import type { SessionKeys } from '../store/span-query.ts'
import type { Root } from './root.ts'

export function opensPage({ purpose }: Pick<Root, 'purpose'>): boolean {
  return purpose === 'document' || purpose === 'navigation'
}

function opensNothing({ purpose }: Root): boolean {
  return purpose === 'asset' || purpose === 'internal'
}

/** A form that was posted may be answered with a page, and so be the visit that a browser names. */
export function mayServePage({ purpose, visitId }: Root): boolean {
  return purpose === 'action' && visitId === null
}

/**
 * Says for each root the id of the session that it belongs to. What a browser says to be part of a visit belongs to it;
 * the request that served the visit's page has the visit's id. Any other request for a page opens a session; the rest
 * joins, in this order, the newest visit of the same Next.js document and page, or the newest visit of the page it came
 * from by the same client. What joins none is a session of its own, `null` for files and the framework's own traffic.
 *
 * The order in which roots are given does not matter. A visit must be among them to be joined.
 */
export function attribute(roots: readonly Root[]): Map<string, string | null> {
  const sessions = new Map<string, string | null>()
  const named = new Set(roots.map(({ visitId }) => visitId))
  const visits = new Visits()
  for (const root of [...roots].sort(byStart)) {
    const isVisit = opensPage(root) || (named.has(root.id) && mayServePage(root))
    const own = root.visitId ?? (isVisit ? root.id : undefined)
    const session = own ?? visits.find(root) ?? (opensNothing(root) ? null : root.id)
    sessions.set(root.id, session)
    if (opensPage(root)) visits.open(root, session ?? root.id)
  }
  return sessions
}

/**
 * For each session that another visit took something from, the number of the fact that told so: a visit of the same page
 * and client that is told of late, or a browser that names as its visit what seemed part of the one before.
 */
export function supersededAt(
  roots: readonly Root[],
  sessions: ReadonlyMap<string, string | null>,
): Map<string, number> {
  const superseded = new Map<string, number>()
  const newest = new Map<string, string>()
  const namedAt = new Map<string, number>()
  for (const { visitId, seq } of roots) {
    if (visitId !== null) namedAt.set(visitId, Math.max(seq, namedAt.get(visitId) ?? 0))
  }
  for (const root of roots.filter((one) => opensPage(one) || namedAt.has(one.id)).sort(byStart)) {
    const client = root.visitKey
    if (client === null) continue
    const before = newest.get(client)
    const session = sessions.get(root.id)
    if (before !== undefined && before !== session) {
      superseded.set(before, Math.max(root.seq, opensPage(root) ? 0 : (namedAt.get(root.id) ?? 0)))
    }
    if (opensPage(root) && session != null) newest.set(client, session)
  }
  return superseded
}

/** Of what began at once, the page comes before what it caused. */
function byStart(a: Root, b: Root): number {
  return a.start - b.start || Number(opensPage(b)) - Number(opensPage(a)) || (a.id < b.id ? -1 : 1)
}

/** Sessions by what their pages' requests said; always the newest that fits is found. */
class Visits {
  readonly #byDocument = new Map<string, string>()
  readonly #byClient = new Map<string, string>()

  open({ htmlId, page, visitKey }: Root, session: string): void {
    if (htmlId !== null) {
      this.#byDocument.set(htmlId, session)
      if (page !== null) this.#byDocument.set(`${htmlId}\n${pathOfPage(page)}`, session)
    }
    if (visitKey !== null) this.#byClient.set(visitKey, session)
  }

  find(root: Root): string | undefined {
    return this.#findByDocument(root) ?? this.#findByClient(root)
  }

  #findByDocument({ htmlId, page }: Root): string | undefined {
    if (htmlId === null) return undefined
    // Pages may forbid the referer; then the document alone must do.
    return this.#byDocument.get(page === null ? htmlId : `${htmlId}\n${pathOfPage(page)}`)
  }

  #findByClient({ visitKey }: Root): string | undefined {
    return visitKey === null ? undefined : this.#byClient.get(visitKey)
  }
}

/** By which a store finds the spans that may belong to the same sessions as these requests, and to some visits. */
export function sessionKeys(roots: readonly Root[], visitIds: readonly string[] = []): SessionKeys {
  const valuesOf = (key: 'visitKey' | 'htmlId') => [
    ...new Set(roots.map((root) => root[key]).filter((value) => value !== null)),
  ]
  return { visitKeys: valuesOf('visitKey'), htmlIds: valuesOf('htmlId'), visitIds }
}

/** Whether it depends on others which session a root belongs to. */
export function mayJoin(root: Root): boolean {
  return !opensPage(root) && root.visitId === null && (root.visitKey !== null || root.htmlId !== null)
}

/** Of each session the root that gives its head. */
export function headsOf(
  roots: readonly Root[],
  sessions: ReadonlyMap<string, string | null>,
): Map<string, Root> {
  const members = new Map<string, Root[]>()
  for (const root of roots) {
    const session = sessions.get(root.id)
    if (session == null) continue
    const others = members.get(session)
    if (others === undefined) members.set(session, [root])
    else others.push(root)
  }
  return new Map([...members].map(([session, of]) => [session, headOf(session, of)]))
}

/**
 * The request that served the page; else the one that asked for a navigation's data, which is over when the page is
 * shown, and of those the first that did not lead on; else the navigation, which needed none; else what came first.
 */
function headOf(session: string, members: readonly Root[]): Root {
  const served = members.find(({ id, kind }) => id === session && kind === 'request')
  if (served !== undefined) return served
  const navigation = earliest(members.filter(({ kind }) => kind === 'navigation'))
  const shown = navigation === undefined ? Number.POSITIVE_INFINITY : navigation.start + navigation.duration
  const asking = members.filter(
    // One that a server made, with a page's id passed on to it, opens nothing.
    ({ purpose, parentId, start }) => purpose === 'navigation' && parentId === null && start <= shown,
  )
  const asked = earliest(asking.filter((request) => !redirects(request))) ?? earliest(asking)
  const calls = members.filter(({ kind }) => kind === 'request' || kind === 'fetch')
  return asked ?? navigation ?? earliest(calls) ?? (earliest(members) as Root)
}

const redirects = ({ statusCode }: Root) => statusCode !== null && statusCode >= 300 && statusCode < 400

function earliest(roots: readonly Root[]): Root | undefined {
  let first: Root | undefined
  for (const root of roots) {
    if (first === undefined || root.start < first.start || (root.start === first.start && root.id < first.id))
      first = root
  }
  return first
}
