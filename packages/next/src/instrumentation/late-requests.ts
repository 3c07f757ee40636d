import type { IncomingMessage } from 'node:http'
import type { Agent } from '@kymo/node'
import { type Exports, watchNextModules } from '../internals/module-watch.ts'

interface BaseServer {
  handleRequest?: (this: unknown, request: BaseRequest, ...rest: unknown[]) => unknown
}

/** Next.js's own request, around Node's. */
interface BaseRequest {
  readonly originalRequest?: IncomingMessage
}

/**
 * Next.js listens before it calls `register`, and keeps whoever comes by then waiting. The agent takes these requests
 * in; here, what is done for them is run in their spans, because they began to wait outside of them.
 */
export function runLateRequests(agent: Agent): void {
  watchNextModules(
    new Map([
      [
        'server/base-server.js',
        (exports: Exports) => {
          const prototype = (exports.default as { prototype?: BaseServer } | undefined)?.prototype
          const handle = prototype?.handleRequest
          if (prototype === undefined || typeof handle !== 'function') return undefined
          prototype.handleRequest = function (request, ...rest) {
            const run = () => Reflect.apply(handle, this, [request, ...rest])
            if (agent.currentSpan() !== undefined) return run()
            const span = agent.requestSpan(request.originalRequest as IncomingMessage)
            return span === undefined ? run() : agent.runInSpan(span, run)
          }
          return undefined
        },
      ],
    ]),
  )
}
