import type { IncomingMessage, ServerResponse } from 'node:http'
import { OWN_PATH_PREFIX } from '@kymo/protocol'
import { now } from '../clock.ts'
import { requestPurpose } from '../instrumentations/http-server/purpose.ts'
import { requestPath } from '../instrumentations/http-server/request-path.ts'
import { isFault } from '../instrumentations/is-fault.ts'
import { seenError } from '../pulse/errors/seen-error.ts'
import { guarded } from '../pulse/guarded.ts'
import { runningPulse } from '../pulse/pulse.ts'
import { type HonoRequest, routeOfHono } from './hono-route.ts'
import { watchRequest } from './watched-request.ts'

/** What is used of Hono 4's context. */
interface HonoContext {
  readonly req: HonoRequest
  readonly res: { readonly status: number }
  readonly error: Error | undefined
  readonly env: unknown
}

interface NodeBindings {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/**
 * Makes a middleware for Hono that counts requests for the pulse that `startPulse` has started: how many there are, how
 * long they take, which are slow, and what fails them. Mount it before all else. Under `@hono/node-server` a request is
 * over when its answer is through; elsewhere, such as under Bun, when there is an answer, whose body may still be streamed.
 * Where the process's agent observes requests by itself, it only tells it their routes and errors; without a pulse it does
 * nothing.
 *
 * @example
 * startPulse({ redis: 'redis://127.0.0.1:6379', app: 'api' })
 * app.use(pulseHono())
 */
export function pulseHono(): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    const watch = watchOf(context)
    if (watch === undefined) return next()
    try {
      await next()
    } catch (error) {
      watch.failed(error)
      watch.end(500)
      throw error
    }
    if (context.error !== undefined) watch.failed(context.error)
    watch.end(guarded(() => context.res.status) ?? 0)
  }
}

interface HonoWatch {
  failed(error: unknown): void
  end(status: number): void
}

function watchOf({ req, env }: HonoContext): HonoWatch | undefined {
  const bindings = bindingsOf(env)
  if (bindings === undefined) return guarded(() => watchAnswer(req))
  const route = (): string | undefined => guarded(() => routeOfHono(req))
  const watch = watchRequest(bindings.incoming, bindings.outgoing, route)
  // Whoever hangs up ends it before there is an answer.
  watch?.name(route())
  return watch && { failed: (error) => watch.failed(error), end: () => watch.name(route()) }
}

function bindingsOf(env: unknown): NodeBindings | undefined {
  if (typeof env !== 'object' || env === null) return undefined
  const { server = env } = env as { readonly server?: unknown }
  const { incoming, outgoing } = server as Partial<NodeBindings>
  const listens = typeof outgoing?.on === 'function' && typeof incoming?.on === 'function'
  return listens ? { incoming, outgoing } : undefined
}

/** Where only Web standards are known. */
function watchAnswer(req: HonoRequest): HonoWatch | undefined {
  const recorder = runningPulse()?.recorder
  const url = requestPath(req.url)
  if (recorder === undefined || url.startsWith(OWN_PATH_PREFIX)) return undefined
  const start = now()
  const { method } = req
  return {
    failed: (error) =>
      guarded(() => {
        if (isFault(error)) recorder.exception(error, seenError(error, req))
      }),
    end: (status) =>
      guarded(() => {
        const headers = Object.fromEntries(req.raw.headers)
        recorder.request({
          ...{ method, url, status, start, headers },
          route: routeOfHono(req),
          purpose: requestPurpose(method, headers),
          end: now(),
          failed: status >= 500,
          trace: undefined,
          whole: req,
        })
      }),
  }
}
