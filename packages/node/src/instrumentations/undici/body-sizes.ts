import type { CallSpan } from '../../spans/call-span.ts'
import { SPAN } from '../../spans/keys.ts'

type Chunk = { readonly length: number }

/** The methods by which undici's connections hand a request's body parts on: one prototype for all of its requests. */
interface Methods {
  onBodySent?(chunk: Chunk): unknown
  onData?(chunk: Chunk): unknown
}

type Observed = object & { readonly [SPAN]?: CallSpan }

/**
 * Counts the bytes of bodies as they go over the wire. Most of what is sent or answered in parts does not say how much it
 * will be, and Node 20 has no channel for the parts.
 */
export class BodySizes {
  /** By prototype, how to undo it; undefined for what can't be counted. */
  readonly #watched = new Map<object, (() => void) | undefined>()

  /** Sees to it that the parts of this request, and of all of its kind, are counted. */
  watch(request: object): void {
    const prototype: Methods & object = Object.getPrototypeOf(request)
    if (this.#watched.has(prototype)) return
    const { onBodySent, onData } = prototype
    if (onBodySent === undefined || onData === undefined) {
      this.#watched.set(prototype, undefined)
      return
    }
    const observed: Required<Methods> = {
      onBodySent(this: Observed, chunk) {
        const span = this[SPAN]
        if (span?.isBoundTo(this)) span.sent = Math.max(0, span.sent) + (chunk?.length ?? 0)
        return onBodySent.call(this, chunk)
      },
      onData(this: Observed, chunk) {
        const span = this[SPAN]
        if (span?.isBoundTo(this)) span.received += chunk.length
        return onData.call(this, chunk)
      },
    }
    Object.assign(prototype, observed)
    this.#watched.set(prototype, () => {
      if (prototype.onBodySent === observed.onBodySent) prototype.onBodySent = onBodySent
      if (prototype.onData === observed.onData) prototype.onData = onData
    })
  }

  /** Whether the parts of the request's answer are counted. */
  counts(request: object): boolean {
    return this.#watched.get(Object.getPrototypeOf(request)) !== undefined
  }

  stop(): void {
    for (const undo of this.#watched.values()) undo?.()
    this.#watched.clear()
  }
}
