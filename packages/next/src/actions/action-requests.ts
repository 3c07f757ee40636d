import type { IncomingMessage } from 'node:http'
import { ActionBody } from './action-body.ts'

/** Requests that may invoke a server action. */
export class ActionRequests {
  readonly #bodies = new WeakMap<IncomingMessage, ActionBody>()

  /** Begins to read its body, as far as that is needed; to be called before anything else reads it. */
  watch(request: IncomingMessage): void {
    const body = ActionBody.watch(request, capturesArguments())
    if (body !== undefined) this.#bodies.set(request, body)
  }

  bodyOf(request: IncomingMessage): ActionBody | undefined {
    return this.#bodies.get(request)
  }

  /** Whether it is a plain form that names an action, wherever that runs, if there is one. */
  isForm(request: IncomingMessage): boolean {
    return this.#bodies.get(request)?.formAction !== undefined
  }
}

/** In development, unless `KYMO_CAPTURE_ARGS=0`. */
export function capturesArguments(): boolean {
  return process.env.NODE_ENV !== 'production' && process.env.KYMO_CAPTURE_ARGS !== '0'
}
