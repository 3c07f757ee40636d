import type { IncomingMessage } from 'node:http'
import { SPAN } from '../../spans/keys.ts'
import type { RequestSpan } from '../../spans/request-span.ts'
import type { Instrumentation } from '../instrumentation.ts'
import { isFault } from '../is-fault.ts'
import { subscribe } from '../subscribe.ts'
import { routeOfExpress } from './route-of-express.ts'

interface ErrorMessage {
  readonly req: IncomingMessage & { readonly [SPAN]?: RequestSpan }
  readonly error?: unknown
}

/**
 * Names the routes of Express 5: when a request ends, its object shows the route that took it. Tells of what its
 * handlers throw, or give to `next`, from router 2.3 on.
 */
export const observeExpress: Instrumentation = ({ onRequestEnd, exception, hookFailed }) => {
  const stop = onRequestEnd((span, request) => {
    const route = routeOfExpress(request)
    if (route !== undefined) span.set('http.route', route)
  })
  const unsubscribe = subscribe({
    'tracing:express.router.request:error': ({ req, error }: ErrorMessage): void => {
      try {
        if (isFault(error)) exception(error, { escaped: false, span: req[SPAN], mechanism: 'request' })
      } catch (failure) {
        hookFailed(failure)
      }
    },
  })
  return () => {
    stop()
    unsubscribe()
  }
}
