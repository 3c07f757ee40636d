import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookBody } from '../alerts/webhook-body.ts'

/** A status, or what is done with a request instead. */
export type Answer = number | ((request: IncomingMessage, response: ServerResponse) => void)

export interface Received {
  readonly url: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: WebhookBody
  /** By `performance.now()`. */
  readonly at: number
}

/** Takes what webhooks are sent. */
export class Receiver {
  readonly received: Received[] = []
  /** What it answers, one after the other; the last again and again. */
  answers: Answer[] = [200]
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response))
  }

  static async start(port = 0): Promise<Receiver> {
    const receiver = new Receiver()
    receiver.#server.listen(port, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  get url(): string {
    return `http://${this.host}/hook/secret`
  }

  /** `firing web-1`, in the order in which they came. */
  get told(): string[] {
    return this.received.map(({ body }) => `${body.kymo.alert.state} ${body.kymo.alert.subject}`)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { url = '', method = '', headers } = request
    const body = JSON.parse(Buffer.concat(chunks).toString()) as WebhookBody
    this.received.push({ url, method, headers, body, at })
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0]
    if (typeof answer === 'function') answer(request, response)
    else response.writeHead(answer ?? 200).end('ok')
  }
}
