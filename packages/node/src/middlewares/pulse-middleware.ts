import type { IncomingMessage, ServerResponse } from 'node:http'
import { routeOfExpress } from '../instrumentations/express/route-of-express.ts'
import { subscribe } from '../instrumentations/subscribe.ts'
import { type WatchedRequest, watchedRequest, watchRequest } from './watched-request.ts'

export interface PulseMiddlewareOptions {
  /**
   * The pattern of the route that took a request, such as `/users/:id`; asked when it is over. Default: that of Express;
   * elsewhere one is derived from the path.
   */
  readonly route?: (request: IncomingMessage) => string | undefined
}

export type PulseMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => unknown,
) => unknown

/**
 * Makes what counts requests for the pulse that `startPulse` has started, for `node:http`, Connect and Express: how many
 * there are, how long they take, which are slow, and what fails them. Mount it before all else. Where the process's agent
 * observes requests by itself, it changes nothing, and nothing is counted twice; without a pulse it does nothing.
 *
 * What handlers throw is told by Express 5 with router 2.3 or newer; with others, mount `pulseErrors` after the routes.
 *
 * @example
 * startPulse({ redis: 'redis://127.0.0.1:6379', app: 'api' })
 * app.use(pulseMiddleware())
 * @example
 * const pulse = pulseMiddleware()
 * createServer((request, response) => pulse(request, response, () => handle(request, response)))
 */
export function pulseMiddleware({ route = routeOfExpress }: PulseMiddlewareOptions = {}): PulseMiddleware {
  observeExpressErrors()
  return (request, response, next) => {
    const watch = watchRequest(request, response, () => route(request))
    if (watch === undefined || next === undefined) return next?.()
    return told(watch, next)
  }
}

/**
 * Makes what tells the pulse of errors that handlers give to `next`, for Express and Connect: mount it after the routes,
 * before what answers errors. It passes each on. An error whose status is below 500 is the client's, and not told.
 *
 * @example
 * app.use(pulseErrors())
 */
export function pulseErrors(): (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void {
  return (error, request, _response, next) => {
    watchedRequest(request)?.failed(error)
    next(error)
  }
}

/** Whoever would have handled what it throws, or what its promise is rejected with, still does. */
function told(watch: WatchedRequest, next: () => unknown): unknown {
  let result: unknown
  try {
    result = next()
  } catch (error) {
    watch.failed(error)
    throw error
  }
  if (!(result instanceof Promise)) return result
  return result.catch((error: unknown) => {
    watch.failed(error)
    throw error
  })
}

interface ErrorMessage {
  readonly req: IncomingMessage
  readonly error?: unknown
}

let observing = false

function observeExpressErrors(): void {
  if (observing) return
  observing = true
  subscribe({
    'tracing:express.router.request:error': ({ req, error }: ErrorMessage): void => {
      watchedRequest(req)?.failed(error)
    },
  })
}
