import type { Fact, VisitType } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptUrl } from '../kept.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'
import { documentVisit, navigationTiming } from './document-visit.ts'
import { addressHere, newVisit, pathOf, type Visit } from './visit.ts'

/** Milliseconds after which a navigation that was asked for and did not come about is no longer waited for. */
const PENDING = 30_000

export interface Visits {
  readonly current: Visit
  /** Called with each visit after the first. */
  onVisit(listener: (visit: Visit) => void): void
  /**
   * A framework asks for another page.
   * @param loose the page may be shown at another address than it is asked for at
   * @returns the visit that this may become
   */
  asked(address: string, loose: boolean): Visit
  /** Writes what is known of the current visit's navigation: the page may be gone soon. */
  settle(): void
}

/**
 * Tells visits apart, by what every framework does: it moves the history, and before that, where it has to, asks its
 * server for the page.
 *
 * Another path is another visit, and so is another query, but for a query that is only replaced without asking a
 * server: a page that keeps its filters in its address is one page. Fragment and state are no matter.
 */
export function observeVisits(sessionId: string, record: (fact: Fact) => void): Visits {
  let current = documentVisit()
  let unwritten: (() => void) | undefined
  const pending: { readonly visit: Visit; readonly loose: boolean }[] = []
  const listeners: ((visit: Visit) => void)[] = []

  const write = ({ id, traceId, spanId, type, start, address }: Visit, duration: number, timing = {}) => {
    const kept = keptUrl(address)
    const path = pathOf(kept)
    const query = kept.slice(path.length + 1)
    record({
      fact: 'span',
      traceId,
      spanId,
      kind: 'navigation',
      name: path,
      start: epoch(start),
      duration,
      status: 'unset',
      attributes: {
        'kymo.visit.id': id,
        'kymo.visit.type': type,
        'session.id': sessionId,
        'url.path': path,
        ...(query && { 'url.query': query }),
        ...timing,
      },
    })
  }

  const settle = () => {
    const written = unwritten
    unwritten = undefined
    quietly(() => written?.())
  }

  const open = (visit: Visit) => {
    settle()
    current = visit
    unwritten = () => write(visit, performance.now() - visit.start)
    // When what the page became has been painted.
    if (document.hidden) setTimeout(settle)
    else requestAnimationFrame(() => setTimeout(settle))
    for (const listener of listeners) quietly(() => listener(visit))
  }

  const moved = (type: VisitType) => {
    const address = addressHere()
    if (address === current.address) return
    const path = pathOf(address)
    let found = pending.findIndex(({ visit }) => visit.address === address)
    if (found < 0)
      found = pending.findLastIndex(({ loose, visit }) => loose || pathOf(visit.address) === path)
    const { visit } = pending[found] ?? {}
    // Those asked for before were overtaken.
    pending.splice(0, found + 1)
    if (visit) open({ ...visit, type, address })
    else if (type === 'replace' && path === pathOf(current.address)) current.address = address
    else open(newVisit(type, performance.now()))
  }

  const observe = (method: 'pushState' | 'replaceState', type: VisitType) => {
    patched(History.prototype, method, {
      apply(native, history, args) {
        Reflect.apply(native, history, args)
        quietly(() => moved(type))
      },
    })
  }
  observe('pushState', 'push')
  observe('replaceState', 'replace')
  addEventListener('popstate', () => quietly(() => moved('traverse')))
  addEventListener('pageshow', ({ persisted, timeStamp }) => {
    if (persisted) quietly(() => open(newVisit('restore', timeStamp)))
  })

  const loaded = current
  unwritten = () => {
    const { responseStart = 0, domContentLoadedEventEnd = 0, loadEventEnd } = navigationTiming() ?? {}
    write(loaded, loadEventEnd || performance.now(), {
      ...(responseStart > 0 && { 'kymo.ttfb': responseStart }),
      ...(domContentLoadedEventEnd > 0 && { 'kymo.dom_content_loaded': domContentLoadedEventEnd }),
    })
  }
  // The end of the event is known after it.
  const onLoad = () => setTimeout(() => loaded === current && settle())
  if (document.readyState === 'complete') onLoad()
  else addEventListener('load', onLoad)

  return {
    get current() {
      return current
    },
    onVisit: (listener) => void listeners.push(listener),
    asked(address, loose) {
      if (address === current.address) return current
      const now = performance.now()
      const before = pending.find(({ visit }) => visit.address === address && now - visit.start < PENDING)
      if (before) return before.visit
      const visit = newVisit('push', now, address)
      pending.push({ visit, loose })
      if (pending.length > 5) pending.shift()
      return visit
    },
    settle,
  }
}
