import type { IncomingMessage, ServerResponse } from 'node:http'
import { watchedRequest, watchRequest } from './watched-request.ts'

/** What is used of Fastify 4 and 5. */
interface FastifyRequest {
  readonly raw: IncomingMessage
  readonly routeOptions?: { readonly url?: string | undefined }
}

interface FastifyReply {
  readonly raw: ServerResponse
}

interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void,
  ): unknown
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: Error, done: () => void) => void,
  ): unknown
}

/**
 * A plugin for Fastify that counts requests for the pulse that `startPulse` has started: how many there are, how long
 * they take, which are slow, and what fails them. Register it first. Where the process's agent observes requests by
 * itself, it changes nothing, and nothing is counted twice; without a pulse it does nothing.
 *
 * @example
 * startPulse({ redis: 'redis://127.0.0.1:6379', app: 'api' })
 * await app.register(pulseFastify)
 */
export function pulseFastify(fastify: Fastify, _options: object, done: () => void): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    watchRequest(request.raw, reply.raw, () => request.routeOptions?.url)
    next()
  })
  fastify.addHook('onError', (request, _reply, error, next) => {
    watchedRequest(request.raw)?.failed(error)
    next()
  })
  done()
}

// Its hooks are for all routes, not only for those of a scope of its own.
Object.assign(pulseFastify, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@kymo/node',
})
