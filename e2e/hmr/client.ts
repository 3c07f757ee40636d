import { randomBytes } from 'node:crypto'
import { asBrowser } from '../support/traces.ts'
import { pathOf, type Visit } from './visits.ts'

export interface Sent {
  readonly visit: Visit
  readonly traceId: string
  /**
   * - `good`: what it caused is known.
   * - `failed`: Next.js answered with an error of its own; it did cause a request, and nobody knows what else.
   * - `unanswered`: the connection ended before the answer did; whether the server ever had it is not known.
   */
  readonly outcome: 'good' | 'failed' | 'unanswered'
}

/** Asks the app, and remembers every request, each with a trace of its own. */
export class Client {
  readonly sent: Sent[] = []
  readonly #app: string
  #actionId = ''

  constructor(app: string) {
    this.#app = app
  }

  /**
   * @returns all that the app said, the headers that matter first; undefined where there was no answer, as while the
   *   server restarts
   */
  async try(visit: Visit): Promise<string | undefined> {
    const traceId = randomBytes(16).toString('hex')
    let response: Response
    let text: string
    try {
      response = await fetch(this.#app + pathOf(visit), this.#request(visit, traceId))
      text = await response.text()
    } catch (error) {
      // A connection that was refused has carried nothing.
      if (codeOf(error) !== 'ECONNREFUSED') this.sent.push({ visit, traceId, outcome: 'unanswered' })
      return undefined
    }
    // What Next.js reads while its bundler writes it can be half a file.
    this.sent.push({ visit, traceId, outcome: response.status === 200 ? 'good' : 'failed' })
    this.#actionId = /name="\$ACTION_ID_([0-9a-f]+)"/.exec(text)?.[1] ?? this.#actionId
    const { headers } = response
    return `${headers.get('x-proxy')}\n${decodeURIComponent(headers.get('set-cookie') ?? '')}\n${text}`
  }

  /** @throws where there was no answer */
  async ask(visit: Visit): Promise<string> {
    const answer = await this.try(visit)
    if (answer === undefined) throw new Error(`${visit}: the app did not answer.`)
    return answer
  }

  #request(visit: Visit, traceId: string): RequestInit {
    const traceparent = `00-${traceId}-${'1'.repeat(16)}-01`
    if (visit === 'action') {
      const headers = { accept: 'text/x-component', 'next-action': this.#knownAction(), traceparent }
      return {
        method: 'POST',
        body: '[]',
        headers: { ...headers, 'content-type': 'text/plain;charset=UTF-8' },
      }
    }
    if (visit === 'form') {
      const body = new FormData()
      body.append(`$ACTION_ID_${this.#knownAction()}`, '')
      return { method: 'POST', body, headers: { ...asBrowser, traceparent } }
    }
    const ofPage = visit === 'page' || visit === 'legacy'
    return { headers: ofPage ? { ...asBrowser, traceparent } : { traceparent } }
  }

  #knownAction(): string {
    if (this.#actionId === '') throw new Error('The page, which names the action, has to be visited before.')
    return this.#actionId
  }
}

function codeOf(error: unknown): unknown {
  return (error as { cause?: { code?: unknown } }).cause?.code
}

export function countOutcomes(sent: readonly Sent[], outcome: Sent['outcome']): number {
  return sent.filter((one) => one.outcome === outcome).length
}
