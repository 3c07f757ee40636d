import type { IncomingMessage } from 'node:http'
import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import type { ErrorRecorder } from './error-recorder.ts'
import { mechanismOf } from './mechanism.ts'

type Reporter = (this: unknown, ...args: unknown[]) => unknown

/**
 * Next.js reports what a page, a route or an action threw to the app's `onRequestError`, through one function per kind
 * of server; it is called whether or not the app has such a hook.
 */
export class ErrorObserver {
  readonly #agent: Agent
  readonly #requests: RequestRegistry
  readonly #errors: ErrorRecorder

  constructor(agent: Agent, requests: RequestRegistry, errors: ErrorRecorder) {
    this.#agent = agent
    this.#requests = requests
    this.#errors = errors
  }

  /** `server/lib/router-utils/instrumentation-globals.external`: `(projectDir, distDir, error, request, context)`. */
  routeModules(exports: Exports): Exports | undefined {
    const report = exports.instrumentationOnRequestError
    if (typeof report !== 'function') return undefined
    const observed = this
    return withExport(exports, 'instrumentationOnRequestError', function (this: unknown, ...args: unknown[]) {
      const [, , error, request, context] = args
      observed.record(error, request, context)
      return Reflect.apply(report, this, args)
    } satisfies Reporter)
  }

  /** `server/base-server`: `(error, request, context)`. */
  baseServer(exports: Exports): undefined {
    const prototype = (exports.default as { prototype?: Record<string, unknown> } | undefined)?.prototype
    const report = prototype?.instrumentationOnRequestError
    if (prototype === undefined || typeof report !== 'function') return undefined
    const observed = this
    prototype.instrumentationOnRequestError = function (this: unknown, ...args: unknown[]) {
      const [error, request, context] = args
      observed.record(error, request, context)
      return Reflect.apply(report, this, args)
    } satisfies Reporter
    return undefined
  }

  /** As the app's own `onRequestError` gets it. */
  record(error: unknown, request: unknown, context: unknown): void {
    guard('request errors', () => {
      const headers = (request as Partial<IncomingMessage> | undefined)?.headers
      const span = this.#requests.spanOf(headers) ?? this.#agent.currentSpan()
      this.#errors.record(error, span, mechanismOf(context, span))
    })
  }
}
