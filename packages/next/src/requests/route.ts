import type { IncomingMessage } from 'node:http'
import { type RouteDefinition, requestMeta } from '../internals/next-types.ts'

/** Pages that stand for 'nothing matched' or 'it failed'. */
const NO_ROUTE = new Set(['/_not-found', '/_not-found/page', '/404', '/_error', '/500', '/_global-error'])

/** What of the app answered the request; undefined when nothing of it did. */
export function matchedRoute(request: IncomingMessage): RouteDefinition | undefined {
  const definition = requestMeta(request)?.match?.definition
  if (definition?.pathname === undefined) return undefined
  return NO_ROUTE.has(definition.pathname) || NO_ROUTE.has(definition.page ?? '') ? undefined : definition
}
