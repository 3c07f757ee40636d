import type { Resource } from '@kymo/protocol'
import { errors } from './errors/errors.ts'
import { traffic } from './fetches/traffic.ts'
import { newId } from './ids.ts'
import { onlyOne } from './monitors/only-one.ts'
import type { Page, PageOptions } from './page.ts'
import { quietly } from './quietly.ts'
import { createTransport } from './transport/transport.ts'
import { tabId } from './visits/tab-id.ts'
import { observeVisits } from './visits/visits.ts'

/**
 * Observes the page that it is called in, from now on: visits, the page's own fetches, web vitals, and errors that nothing
 * caught. Called again in the same page, also by another copy of this module, it returns what the first call did.
 *
 * @returns `undefined` on a server, where it does nothing, and in a page that the browser renders ahead: that one is
 * observed from the moment on in which it is shown
 *
 * @example
 * startPage({ url: 'http://localhost:4600', key: process.env.NEXT_PUBLIC_KYMO_KEY, app: 'shop' })
 */
export function startPage(options: PageOptions): Page | undefined {
  if (typeof document === 'undefined') return undefined
  const { prerendering } = document as { readonly prerendering?: boolean }
  // It may never be seen, and does not know yet which tab it is of.
  if (prerendering) return void document.addEventListener('prerenderingchange', () => startPage(options))
  return onlyOne('page', () => quietly(() => observePage(options)))
}

function observePage(options: PageOptions): Page {
  const { app, key } = options
  const url = new URL(options.url, document.baseURI).href.replace(/\/+$/, '')
  const calls = traffic()
  const { fetch } = calls
  const tab = tabId()
  const resource: Resource = {
    'service.name': app,
    'service.instance.id': newId(16),
    'kymo.runtime': 'browser',
    'session.id': tab,
    'user_agent.original': navigator.userAgent,
  }
  const transport = createTransport(url, key, resource, fetch.bind(window), options.blocked)
  const record = transport.add
  const visits = observeVisits(tab, record)
  const loaded = visits.current
  const leaving = [visits.settle]
  const page: Page = {
    options: { ...options, url },
    visits,
    transport,
    fetch,
    record,
    onLeaving: (listener) => void leaving.push(listener),
  }
  const leave = (gone?: boolean) => {
    for (const settle of leaving) quietly(settle)
    transport.leave(gone)
  }
  quietly(() => calls.tell(page))
  quietly(() => errors().tell(page))

  addEventListener('pagehide', () => {
    calls.settle()
    leave(true)
  })
  document.addEventListener('visibilitychange', () => {
    // The last moment that a page on a phone is sure to see.
    if (document.hidden) leave()
    else transport.back()
  })
  // What can wait for its file.
  import('./follow-page.ts').then(
    ({ followPage }) => followPage(page, loaded),
    () => {},
  )
  return page
}
