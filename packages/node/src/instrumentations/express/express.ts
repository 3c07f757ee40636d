import type { Instrumentation } from '../instrumentation.ts'
import { subscribe } from '../subscribe.ts'
import { type SeenRequest, tellFault } from '../tell-fault.ts'
import { routeOfExpress } from './route-of-express.ts'

interface ErrorMessage {
  readonly req: SeenRequest
  readonly error?: unknown
}

/**
 * Names the routes of Express 5: when a request ends, its object shows the route that took it. Tells of what its
 * handlers throw, or give to `next`, from router 2.3 on.
 */
export const observeExpress: Instrumentation = (instruments) => {
  const stop = instruments.onRequestEnd((span, request) => {
    const route = routeOfExpress(request)
    if (route !== undefined) span.set('http.route', route)
  })
  const unsubscribe = subscribe({
    'tracing:express.router.request:error': ({ req, error }: ErrorMessage) =>
      tellFault(instruments, error, req),
  })
  return () => {
    stop()
    unsubscribe()
  }
}
