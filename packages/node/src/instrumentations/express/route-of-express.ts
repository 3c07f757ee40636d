import type { IncomingMessage } from 'node:http'
import { type ExpressApp, type ExpressRoute, mountedAt } from './mounts.ts'

/** Of what Express leaves on the request. */
interface ExpressRequest extends IncomingMessage {
  readonly route?: ExpressRoute
  readonly baseUrl?: string
  readonly app?: ExpressApp
}

/** The pattern of the route of Express 5 that took a request. */
export function routeOfExpress(request: IncomingMessage): string | undefined {
  const { route, baseUrl, app } = request as ExpressRequest
  if (typeof route !== 'object' || route === null || route.path === undefined || app === undefined) {
    return undefined
  }
  const path = typeof route.path === 'string' ? route.path : String(route.path)
  const prefix = baseUrl ? mountedAt(app, route, baseUrl) : ''
  return prefix !== '' && path === '/' ? prefix : prefix + path
}
