import type { CallApi } from '@kymo/protocol'
import type { Call } from '../fetches/calls.ts'
import type { Traffic } from '../fetches/traffic.ts'
import { observedPage } from '../page.ts'

/** Sockets of dev servers, which tell pages of edits. */
const DEV_SERVERS = /\/_next\/|\/__|\/webpack-hmr|\/sockjs-node/
const DEV_PROTOCOL = /^vite-/

/** Whether this is asked of the page's collector. */
export function isOfCollector(href: string): boolean {
  const collector = observedPage()?.options.url
  return collector !== undefined && href.startsWith(`${collector}/api/`)
}

/** Begins a call by other ways than `fetch`; not for what is Kymo's, the framework's or the dev server's own. */
export function beginCall(
  traffic: Traffic,
  by: CallApi,
  method: string,
  address: unknown,
  { body, protocols }: { readonly body?: unknown; readonly protocols?: unknown } = {},
): Call | undefined {
  const url = new URL(String(address), document.baseURI)
  const { page } = traffic
  if (isOfCollector(url.href)) return undefined
  if (DEV_SERVERS.test(url.pathname) || page?.options.framework?.isOwn(url, new Headers())) return undefined
  if ([protocols].flat().some((protocol) => DEV_PROTOCOL.test(String(protocol)))) return undefined
  return traffic.begin({ by, method, url, body, visitId: page?.visits.current.id })
}
