import type { Agent } from '@kymo/node'
import { type Exports, withExport } from '../internals/module-watch.ts'
import type { WorkStore } from '../internals/next-types.ts'
import type { ErrorRecorder } from './error-recorder.ts'

/** Marks the stores whose callbacks are observed: one store is run many times. */
const OBSERVED = Symbol('observed')

/** What callbacks and promises that were given to `after()` fail with: Next.js only prints it. */
export function observeAfterErrors(agent: Agent, errors: ErrorRecorder, { afterContext }: WorkStore): void {
  if (typeof afterContext !== 'object' || afterContext === null || OBSERVED in afterContext) return
  Object.defineProperty(afterContext, OBSERVED, { value: true })
  const told = afterContext.onTaskError
  const span = agent.currentSpan()
  afterContext.onTaskError = (error) => {
    errors.record(error, span, 'after')
    told?.call(afterContext, error)
  }
}

interface AwaiterOptions {
  readonly onError?: (error: unknown) => void
}

type Awaiter = new (options?: AwaiterOptions) => object

/** `server/after/awaiter`: holds on to the promises that a proxy or a route gave to `waitUntil()`, and prints failures. */
export function observeAwaiter(agent: Agent, errors: ErrorRecorder, exports: Exports): Exports | undefined {
  const Once = exports.AwaiterOnce as Awaiter | undefined
  if (typeof Once !== 'function') return undefined
  return withExport(
    exports,
    'AwaiterOnce',
    new Proxy(Once, {
      construct: (target, [options], newTarget) =>
        Reflect.construct(target, [{ ...options, onError: failed(options) }], newTarget),
    }),
  )

  function failed(options: AwaiterOptions | undefined): (error: unknown) => void {
    return (error) => {
      errors.record(error, agent.currentSpan(), 'after')
      if (options?.onError === undefined) console.error(error)
      else options.onError(error)
    }
  }
}
