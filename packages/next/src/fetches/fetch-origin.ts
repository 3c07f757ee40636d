import type { IncomingMessage } from 'node:http'
import type { FetchOrigin } from '@kymo/protocol'
import type { NextServer } from '../internals/next-server.ts'
import { requestMeta } from '../internals/next-types.ts'

/** Which part of the app the code now running is; undefined where that is not certain. */
export function fetchOrigin(
  next: NextServer,
  request: IncomingMessage | undefined,
  init: unknown,
): FetchOrigin | undefined {
  // How Next.js renders the page that an action redirects to: it asks itself.
  if ((init as { next?: { internal?: unknown } } | undefined)?.next?.internal) return 'server'
  if (next.action?.getStore()?.isAction === true && next.workUnit?.getStore()?.phase === 'action') {
    return 'server-action'
  }
  const page = next.work?.getStore()?.page
  if (page !== undefined) {
    if (page.endsWith('/route')) return 'route-handler'
    if (page.endsWith('/page') || page.endsWith('/_not-found')) return 'server-component'
    // The proxy works for a page that is not there.
    return page === '/' ? 'proxy' : undefined
  }
  const kind = request === undefined ? undefined : requestMeta(request)?.match?.definition?.kind
  return kind === 'PAGES' || kind === 'PAGES_API' ? 'pages' : undefined
}
