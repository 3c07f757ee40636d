import { SPAN } from '../../spans/keys.ts'
import type { Instrumentation } from '../instrumentation.ts'
import { subscribe } from '../subscribe.ts'
import { type SeenRequest, tellFault } from '../tell-fault.ts'

interface FastifyRequest {
  readonly raw: SeenRequest
  /** Without a URL where no route took it. */
  readonly routeOptions?: { readonly url?: unknown }
}

interface HandlerMessage {
  readonly request: FastifyRequest
  readonly route?: { readonly url?: unknown }
}

interface InitializationMessage {
  readonly fastify: {
    addHook(
      name: 'onResponse',
      hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
    ): unknown
    addHook(
      name: 'onError',
      hook: (request: FastifyRequest, reply: unknown, error: unknown, done: () => void) => void,
    ): unknown
  }
}

/**
 * Names the routes of Fastify 5. Its handlers are told of on a channel, as soon as they are called; a request that a
 * hook or a schema turned away never comes to one, and is named by a hook when it was answered. What fails one is told
 * by a hook as well.
 */
export const observeFastify: Instrumentation = (instruments) => {
  const { hookFailed } = instruments
  const name = ({ raw }: FastifyRequest, url: unknown): void => {
    if (typeof url === 'string') raw[SPAN]?.set('http.route', url)
  }

  return subscribe({
    'fastify.initialization': ({ fastify }: InitializationMessage): void => {
      try {
        fastify.addHook('onResponse', (request, _reply, done) => {
          try {
            name(request, request.routeOptions?.url)
          } catch (error) {
            hookFailed(error)
          }
          done()
        })
        fastify.addHook('onError', ({ raw }, _reply, error, done) => {
          tellFault(instruments, error, raw)
          done()
        })
      } catch (error) {
        hookFailed(error)
      }
    },
    'tracing:fastify.request.handler:start': ({ request, route }: HandlerMessage): void => {
      try {
        name(request, route?.url)
      } catch (error) {
        hookFailed(error)
      }
    },
  })
}
