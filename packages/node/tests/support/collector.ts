import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Batch, decodeBatch, type Event, EXCEPTION_EVENT, type Fact, type Span } from '@kymo/protocol'
import { freePort } from '../../../../tests/support/free-port.ts'

export interface Post {
  readonly headers: IncomingHttpHeaders
  readonly path: string
  readonly bytes: Buffer
  readonly batch: Batch
}

/** How the collector answers a post: a status, or not at all. */
export type Answer =
  | number
  | 'hang-up'
  | { readonly status: number; readonly headers: Record<string, string> }

/** A collector that keeps what it is sent. What it refuses it does not keep, and what comes again it keeps once. */
export class Collector {
  readonly posts: Post[] = []
  readonly accepted: Post[] = []
  /** Batches by instance and number: one that was under way when its process ended is sent once more. */
  readonly #known = new Set<string>()
  answer: (post: Post) => Answer | Promise<Answer> = () => 200
  #server: Server
  #port = 0
  readonly #waiting = new Set<() => void>()

  constructor() {
    this.#server = this.#create()
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get facts(): readonly Fact[] {
    return this.accepted.flatMap((post) => post.batch.facts)
  }

  get spans(): readonly Span[] {
    return this.facts.filter((fact): fact is Span => fact.fact === 'span')
  }

  get exceptions(): readonly Event[] {
    return this.facts.filter((fact): fact is Event => fact.fact === 'event' && fact.name === EXCEPTION_EVENT)
  }

  requests(path?: string): readonly Span[] {
    return this.spans.filter(
      (span) => span.kind === 'request' && (path === undefined || span.attributes['url.path'] === path),
    )
  }

  calls(part = ''): readonly Span[] {
    return this.spans.filter(
      (span) => span.kind === 'fetch' && String(span.attributes['url.full']).includes(part),
    )
  }

  /** Resolves as soon as it holds; a look after each post. */
  async until(holds: () => boolean, what = String(holds)): Promise<void> {
    const deadline = Date.now() + 20_000
    while (!holds()) {
      if (Date.now() > deadline)
        throw new Error(`Not within 20 s: ${what}\n${JSON.stringify(this.facts, null, 1)}`)
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          this.#waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, 100)
        this.#waiting.add(wake)
      })
    }
  }

  async start(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  /** The same address, another life. */
  async restart(): Promise<void> {
    this.#server = this.#create()
    await this.start(this.#port)
  }

  #create(): Server {
    return createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('error', () => {})
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', async () => {
        const bytes = Buffer.concat(chunks)
        const post = { headers: request.headers, path: request.url ?? '', bytes, batch: decodeBatch(bytes) }
        this.posts.push(post)
        const answer = await this.answer(post)
        if (answer === 'hang-up') request.socket.destroy()
        else {
          const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer
          const { resource, sequence } = post.batch.header
          const name = `${resource['service.instance.id']} ${sequence}`
          if (status === 200 && !this.#known.has(name)) {
            this.#known.add(name)
            this.accepted.push(post)
          }
          response.writeHead(status, headers).end('{}')
        }
        for (const wake of this.#waiting) wake()
      })
    })
  }
}

export async function startCollector(): Promise<Collector> {
  const collector = new Collector()
  // One that is still its own when it comes back to it.
  await collector.start(await freePort())
  return collector
}
