import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { RecordedSpan } from './spans/recorded-span.ts'

/** Which span the code now running works for. */
export type SpanContext = AsyncLocalStorage<RecordedSpan | undefined>

export function createContext(): SpanContext {
  return new AsyncLocalStorage()
}

/**
 * Where the agent's own timers and sockets are made. Made in a request's context they would hold on to it, and to
 * all that other libraries keep there, for as long as they live.
 */
export class AgentScope {
  readonly #resource = new AsyncResource('KYMO', { requireManualDestroy: true })

  run<T>(fn: () => T): T {
    return this.#resource.runInAsyncScope(fn)
  }
}
