import type { IncomingMessage } from 'node:http'
import { type RouteDefinition, requestMeta, type WorkStore } from '../internals/next-types.ts'

/** Pages that stand for 'nothing matched' or 'it failed'. */
const NO_ROUTE = new Set(['/_not-found', '/_not-found/page', '/404', '/_error', '/500', '/_global-error'])

/** What of the app answered the request; undefined when nothing of it did. */
export function matchedRoute(request: IncomingMessage): RouteDefinition | undefined {
  const definition = requestMeta(request)?.match?.definition
  if (definition?.pathname === undefined) return undefined
  return NO_ROUTE.has(definition.pathname) || NO_ROUTE.has(definition.page ?? '') ? undefined : definition
}

/** What of the App Router runs in this store; undefined for a proxy, and for what stands for 'nothing matched' or 'it failed'. */
export function renderedRoute({ page, route }: WorkStore): RouteDefinition | undefined {
  if (page === undefined || route === undefined || NO_ROUTE.has(route)) return undefined
  if (page.endsWith('/page')) return { kind: 'APP_PAGE', page, pathname: route }
  return page.endsWith('/route') ? { kind: 'APP_ROUTE', page, pathname: route } : undefined
}
