import type { IncomingMessage } from 'node:http'
import { SPAN } from '../../spans/keys.ts'
import type { RequestSpan } from '../../spans/request-span.ts'
import type { Instrumentation } from '../instrumentation.ts'
import { subscribe } from '../subscribe.ts'

interface HandlerMessage {
  readonly request: { readonly raw: IncomingMessage & { readonly [SPAN]?: RequestSpan } }
  readonly route?: { readonly url?: unknown }
}

/** Names the routes of Fastify 5, which tells of them on a channel of its own. */
export const observeFastify: Instrumentation = ({ hookFailed }) =>
  subscribe({
    'tracing:fastify.request.handler:start': ({ request, route }: HandlerMessage): void => {
      try {
        const url = route?.url
        if (typeof url === 'string') request.raw[SPAN]?.set('http.route', url)
      } catch (error) {
        hookFailed(error)
      }
    },
  })
