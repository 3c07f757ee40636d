import type { RequestListener } from './agent.ts'
import type { RequestSpan } from './spans/request-span.ts'

/** Listeners to the requests of a process. One that fails does not keep the others from being called. */
export class Listeners {
  #listeners: readonly RequestListener[] = []

  /** Returns how to undo it. */
  add(listener: RequestListener): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  call(span: RequestSpan, failed: (error: unknown) => void): void {
    const listeners = this.#listeners
    if (listeners.length === 0 || span.exchange === undefined) return
    const { request, response } = span.exchange
    for (let i = 0; i < listeners.length; i++) {
      try {
        ;(listeners[i] as RequestListener)(span, request, response)
      } catch (error) {
        failed(error)
      }
    }
  }
}
