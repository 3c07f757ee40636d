import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { TestCollector } from './collector.ts'
import { page } from './facts.ts'
import { type RawAnswer, type RawOptions, sendRaw } from './raw-http.ts'

/** An origin whose pages the target lets in. */
export const ALLOWED = 'http://localhost:3000'

export interface Head {
  readonly method?: string
  readonly path?: string
  /** `null` leaves it out. */
  readonly host?: string | null
  readonly headers?: readonly string[]
  readonly body?: string
}

/** A collector to be attacked, alive before and after each attack; use it within a test file's top level. */
export class Target {
  #collector: TestCollector | undefined

  constructor() {
    beforeAll(async () => {
      this.#collector = await TestCollector.start({ allowedOrigins: [ALLOWED] })
      await this.collector.put(page('/'))
    })
    beforeEach(() => this.#isAlive())
    afterAll(async () => {
      await this.#isAlive()
      await this.collector.stop()
    })
  }

  get collector(): TestCollector {
    if (this.#collector === undefined) throw new Error('The target does not run yet.')
    return this.#collector
  }

  get port(): number {
    return this.collector.collector.port
  }

  /** Sends one request whose parts are exactly as given. */
  ask(
    { method = 'GET', path = '/api/status', host, headers = [], body = '' }: Head,
    options?: RawOptions,
  ): Promise<RawAnswer> {
    const lines = [
      `${method} ${path} HTTP/1.1`,
      ...(host === null ? [] : [`Host: ${host ?? `localhost:${this.port}`}`]),
      ...headers,
      ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
      'Connection: close',
    ]
    return sendRaw(this.port, `${lines.join('\r\n')}\r\n\r\n${body}`, options)
  }

  async #isAlive(): Promise<void> {
    expect(await this.collector.get('/api/runtime')).toMatchObject({ sessions: [{ url: '/' }] })
  }
}

export function codeOf(body: string): string | undefined {
  try {
    return JSON.parse(body).error.code
  } catch {
    return undefined
  }
}
