import * as http from 'node:http'
import * as https from 'node:https'
import { BATCH_CONTENT_TYPE } from '@kymo/protocol'
import { reportOnce } from '../report.ts'
import { UNOBSERVED } from '../spans/keys.ts'
import type { QueuedBatch } from './batch-queue.ts'
import { type Carrier, failed, type Outcome } from './carrier.ts'
import { deliverBeforeExit } from './exit-delivery.ts'
import { EXIT_WORKER } from './exit-worker.ts'

/** Milliseconds until an answer. */
const TIMEOUT = 10_000
/** A `retry-after` longer than this is not waited out. Milliseconds. */
const LONGEST_WAIT = 60_000

/**
 * Posts batches to a collector over one connection that is kept, that nobody observes, and that does not keep the
 * process alive.
 */
export class HttpCarrier implements Carrier {
  readonly #endpoint: URL
  readonly #headers: Readonly<Record<string, string>>
  readonly #request: typeof http.request
  readonly #agent: http.Agent
  readonly #exitTimeout: number
  #closed = false

  /** @param exitTimeout milliseconds that `sendNow` takes at most, beside its thread's beginning */
  constructor(endpoint: URL, token: string | undefined, exitTimeout: number) {
    this.#endpoint = endpoint
    this.#exitTimeout = exitTimeout
    this.#headers = {
      'content-type': BATCH_CONTENT_TYPE,
      ...(token === undefined ? undefined : { authorization: `Bearer ${token}` }),
    }
    const { request, Agent } = endpoint.protocol === 'https:' ? https : http
    this.#request = request
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 })
    Object.defineProperty(this.#agent, UNOBSERVED, { value: true })
  }

  async send({ bytes }: QueuedBatch): Promise<Outcome> {
    try {
      const first = await this.#attempt(bytes)
      // The collector may have closed the kept connection just as it was used again; a new one can't be stale.
      const outcome = first === 'stale' && !this.#closed ? await this.#attempt(bytes) : first
      return outcome === 'stale' ? failed('ECONNRESET') : outcome
    } catch (error) {
      // Such as a token that no header can hold.
      return failed(error instanceof Error ? error.message : String(error))
    }
  }

  sendNow(batches: readonly QueuedBatch[]): number {
    const data = {
      endpoint: this.#endpoint.href,
      headers: this.#headers,
      batches: batches.map(({ bytes }) => bytes),
    }
    return deliverBeforeExit(EXIT_WORKER, data, this.#exitTimeout)
  }

  tellRefused(statusCode: number): void {
    const answer = `the collector at ${this.#endpoint.origin} answers ${statusCode}; facts are dropped.`
    const hint = statusCode === 401 || statusCode === 403 ? 'Check KYMO_TOKEN.' : 'Check KYMO_URL.'
    reportOnce('KYMO_REFUSED', `${answer} ${hint}`)
  }

  tellFailing(reason: string): void {
    const problem = `the collector at ${this.#endpoint.origin} can't be reached (${reason}).`
    reportOnce('KYMO_UNREACHABLE', `${problem} Its newest facts are kept, and it is tried on.`)
  }

  close(): void {
    this.#closed = true
    this.#agent.destroy()
  }

  #attempt(bytes: Uint8Array): Promise<Outcome | 'stale'> {
    return new Promise((resolve) => {
      const request = this.#request(this.#endpoint, {
        method: 'POST',
        agent: this.#agent,
        timeout: TIMEOUT,
        headers: { ...this.#headers, 'content-length': bytes.length },
      })
      request.on('socket', (socket) => socket.unref())
      request.on('timeout', () => request.destroy(new Error('no answer in time')))
      request.on('error', (error: NodeJS.ErrnoException) => {
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        resolve(stale ? 'stale' : failed(error.code ?? error.message))
      })
      request.on('response', (response) => {
        response.resume()
        response.on('error', () => {})
        response.on('close', () => resolve(outcomeOf(response)))
      })
      request.end(bytes)
    })
  }
}

function outcomeOf(response: http.IncomingMessage): Outcome {
  const statusCode = response.statusCode ?? 0
  if (statusCode === 200) return { kind: 'accepted' }
  if (statusCode >= 400 && statusCode < 500 && statusCode !== 408 && statusCode !== 429) {
    return { kind: 'refused', statusCode }
  }
  const seconds = Number(response.headers['retry-after'])
  return failed(`status ${statusCode}`, seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT) : undefined)
}
