import { hash64 } from '@kymo/protocol'
import type { Asked } from '../fetches/calls.ts'
import { byteSize } from './byte-size.ts'

/** Milliseconds after a failure in which the same call again is another try. */
const SOON = 30_000
const KEPT = 200
/** UTF-16 units of a body's text that tell it from others. */
const DIGESTED = 4096

interface Failure {
  readonly at: number
  readonly tries: number
}

/** Knows which calls repeat one that has failed: same method, address and body, soon after it. */
export class Retries {
  readonly #failures = new Map<string, Failure>()
  readonly #tries = new WeakMap<object, { readonly key: string; readonly tries: number }>()

  /** A call begins. @returns how often it was tried before */
  begun(call: Asked & object, now: number): number {
    const key = keyOf(call)
    const failure = this.#failures.get(key)
    const tries = failure && now - failure.at < SOON ? failure.tries : 0
    // One failure has one next try; what is asked at the same time twice is no try.
    this.#failures.delete(key)
    this.#tries.set(call, { key, tries })
    return tries
  }

  /** Known with its answer's head: the next try need not wait for its end. */
  failed(call: object, now: number): void {
    const about = this.#tries.get(call)
    if (!about) return
    this.#failures.set(about.key, { at: now, tries: about.tries + 1 })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > KEPT && oldest !== undefined) this.#failures.delete(oldest)
  }

  clear(): void {
    this.#failures.clear()
  }
}

function keyOf({ by, method, url, body }: Asked): string {
  const text = typeof body === 'string' ? body : body instanceof URLSearchParams ? body.toString() : ''
  const digest = text && hash64(text.slice(0, DIGESTED))
  return [by, method, url.href.split('#', 1)[0]?.slice(0, DIGESTED), byteSize(body) ?? '', digest].join(' ')
}
