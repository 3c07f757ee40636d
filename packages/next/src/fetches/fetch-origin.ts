import type { IncomingMessage } from 'node:http'
import type { ActiveSpan } from '@kymo/node'
import type { FetchOrigin } from '@kymo/protocol'
import type { NextServer } from '../internals/next-server.ts'
import { requestMeta } from '../internals/next-types.ts'
import type { FetchScope } from './global-fetch.ts'

interface Caller {
  readonly next: NextServer
  readonly scope: FetchScope
  /** The span that the call is made for. */
  readonly span: ActiveSpan | undefined
  readonly request: IncomingMessage | undefined
  readonly init?: unknown
}

/** Which part of the app the code now running is; undefined where that is not certain. */
export function fetchOrigin({ next, scope, span, request, init }: Caller): FetchOrigin | undefined {
  if (scope !== 'nodejs') return scope === 'edge-proxy' ? 'proxy' : 'edge'
  // How Next.js renders the page that an action redirects to: it asks itself.
  if ((init as { next?: { internal?: unknown } } | undefined)?.next?.internal) return 'server'
  // Also what an action does after its answer.
  if (span?.kind === 'action') return 'server-action'
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
