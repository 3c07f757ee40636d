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

type Awaiter = new (...args: unknown[]) => { onError?: ((error: unknown) => void) | undefined }

/** `server/after/awaiter`: holds on to the promises that a proxy or a route gave to `waitUntil()`, and prints failures. */
export function observeAwaiter(agent: Agent, errors: ErrorRecorder, exports: Exports): Exports | undefined {
  const Multi = exports.AwaiterMulti as Awaiter | undefined
  if (typeof Multi !== 'function') return undefined
  return withExport(
    exports,
    'AwaiterMulti',
    new Proxy(Multi, {
      construct(target, args, newTarget) {
        const awaiter = Reflect.construct(target, args, newTarget)
        const told = awaiter.onError
        awaiter.onError = (error: unknown) => {
          errors.record(error, agent.currentSpan(), 'after')
          told?.call(awaiter, error)
        }
        return awaiter
      },
    }),
  )
}
