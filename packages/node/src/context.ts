import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { RecordedSpan } from './spans/recorded-span.ts'

/** How often a timer fires that is only there to be there. Milliseconds. */
const HOLD = 60_000

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

  /**
   * Keeps the process alive until `work` is done. Nothing else of the agent's does: a script that waits for it would end
   * in the midst of it.
   */
  async hold(work: () => Promise<void>): Promise<void> {
    const timer = this.run(() => setInterval(() => {}, HOLD))
    try {
      await work()
    } finally {
      clearInterval(timer)
    }
  }
}
