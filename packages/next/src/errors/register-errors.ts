import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'

type Register = (...args: unknown[]) => Promise<unknown>

const REGISTER = ['ensureInstrumentationRegistered', 'ensureInstrumentationRegisteredWithDeferredSpans']

/**
 * `server/lib/router-utils/instrumentation-globals.external`: where the app's `register()` fails, the server prints it
 * and ends.
 */
export function observeRegisterErrors(agent: Agent, exports: Exports): Exports {
  return REGISTER.reduce((observed, name) => {
    const register = exports[name] as Register | undefined
    if (typeof register !== 'function') return observed
    return withExport(observed, name, (...args: unknown[]) => {
      const registered = register(...args)
      guard('instrumentation', () =>
        registered.then(undefined, (error: unknown) => agent.exception(error, { escaped: true })),
      )
      return registered
    })
  }, exports)
}
