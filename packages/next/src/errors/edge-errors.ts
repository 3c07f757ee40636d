import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'
import type { ErrorRecorder } from './error-recorder.ts'
import { mechanismOf } from './mechanism.ts'

/** The app's `instrumentation.ts`, as an Edge scope has it. */
interface Instrumentation {
  readonly register?: (...args: unknown[]) => unknown
  readonly onRequestError?: (...args: unknown[]) => unknown
}

interface EdgeScope {
  /** Modules that were evaluated in the scope, by the names of their entries. */
  _ENTRIES?: Record<string, unknown>
}

type GetModuleContext = (
  ...args: unknown[]
) => Promise<{ readonly runtime?: { readonly context?: EdgeScope } }>

/** As `onRequestError` is called. */
type Failed = (...args: readonly unknown[]) => void

const ENTRY = 'middleware_instrumentation'
const OBSERVED = Symbol.for('kymo.next.edge.errors')

/**
 * `server/web/sandbox/context`: what fails within an Edge scope is told to the `onRequestError` of that scope's own
 * instance of `instrumentation.ts`. Where the app has none, there is one that only tells Kymo.
 */
export function observeEdgeErrors(agent: Agent, errors: ErrorRecorder, exports: Exports): Exports {
  const getModuleContext = exports.getModuleContext as GetModuleContext | undefined
  if (typeof getModuleContext !== 'function') return exports
  const failed: Failed = (error, _request, context) => {
    guard('edge errors', () => {
      const span = agent.currentSpan()
      errors.record(error, span, mechanismOf(context, span))
    })
  }
  return withExport(exports, 'getModuleContext', async (...args: unknown[]) => {
    const moduleContext = await getModuleContext(...args)
    guard('edge errors', () => observeScope(moduleContext.runtime?.context, failed))
    return moduleContext
  })
}

function observeScope(scope: EdgeScope | undefined, failed: Failed): void {
  if (scope === undefined || OBSERVED in scope) return
  Object.defineProperty(scope, OBSERVED, { value: true })
  scope._ENTRIES ??= {}
  let observed = observe(undefined, failed)
  Object.defineProperty(scope._ENTRIES, ENTRY, {
    configurable: true,
    enumerable: true,
    get: () => observed,
    set: (module: PromiseLike<Instrumentation> | Instrumentation) => {
      observed = observe(module, failed)
      // Whoever asks for the module is told that it failed.
      observed.catch(() => {})
    },
  })
}

async function observe(
  module: PromiseLike<Instrumentation> | Instrumentation | undefined,
  failed: Failed,
): Promise<Instrumentation> {
  const own = await module
  return {
    ...(own?.register === undefined ? undefined : { register: (...args) => own.register?.(...args) }),
    onRequestError: (...args) => {
      failed(...args)
      return own?.onRequestError?.(...args)
    },
  }
}
