import type { IncomingMessage } from 'node:http'
import type { Instrumentation } from '../instrumentation.ts'
import { type ExpressApp, type ExpressRoute, mountedAt } from './mounts.ts'

/** Of what Express leaves on the request. */
interface ExpressRequest extends IncomingMessage {
  readonly route?: ExpressRoute
  readonly baseUrl?: string
  readonly app?: ExpressApp
}

/** Names the routes of Express 5: when a request ends, its object shows the route that took it. */
export const observeExpress: Instrumentation = (instruments) =>
  instruments.onRequestEnd((span, request) => {
    const { route, baseUrl, app } = request as ExpressRequest
    if (typeof route !== 'object' || route === null || route.path === undefined || app === undefined) return
    const path = typeof route.path === 'string' ? route.path : String(route.path)
    const prefix = baseUrl ? mountedAt(app, route, baseUrl) : ''
    span.set('http.route', prefix !== '' && path === '/' ? prefix : prefix + path)
  })
