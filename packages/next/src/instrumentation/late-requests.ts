import type { IncomingMessage } from 'node:http'
import type { Agent } from '@kymo/node'
import { type Exports, watchNextModules } from '../internals/module-watch.ts'

/** The first awaits `register`; the second is called by it afterwards, also for the request that set it off. */
const HANDLERS = ['handleRequest', 'handleRequestImpl'] as const

type Handler = (this: unknown, request: BaseRequest, ...rest: unknown[]) => unknown
type BaseServer = Partial<Record<(typeof HANDLERS)[number], Handler>>

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
          for (const name of HANDLERS) {
            const handle = prototype?.[name]
            if (prototype !== undefined && typeof handle === 'function')
              prototype[name] = inItsSpan(agent, handle)
          }
          return undefined
        },
      ],
    ]),
  )
}

function inItsSpan(agent: Agent, handle: Handler): Handler {
  return function (request, ...rest) {
    const run = () => Reflect.apply(handle, this, [request, ...rest])
    if (agent.currentSpan() !== undefined) return run()
    const span = agent.requestSpan(request.originalRequest as IncomingMessage)
    return span === undefined ? run() : agent.runInSpan(span, run)
  }
}
