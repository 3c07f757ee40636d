import type { Call } from '../fetches/calls.ts'
import { byteSize } from './byte-size.ts'

/** Counts what goes over a connection that lasts; it becomes part of the call. */
export class Messages {
  #sent = [0, 0] as [count: number, bytes: number]
  #received = [0, 0] as [count: number, bytes: number]
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
    this.#tell()
  }

  sent(message: unknown): void {
    this.#count(this.#sent, message)
  }

  received(message: unknown): void {
    this.#count(this.#received, message)
  }

  #count(sum: [number, number], message: unknown): void {
    sum[0]++
    sum[1] += byteSize(message) ?? 0
    this.#tell()
  }

  #tell(): void {
    Object.assign(this.#call.attributes, {
      'kymo.messages.sent': this.#sent[0],
      'kymo.messages.received': this.#received[0],
      ...(this.#sent[1] > 0 && { 'http.request.body.size': this.#sent[1] }),
      ...(this.#received[1] > 0 && { 'http.response.body.size': this.#received[1] }),
    })
  }
}
