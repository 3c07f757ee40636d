import { gzipSync } from 'node:zlib'
import { BATCH_CONTENT_TYPE, type Batch, encodeBatch, type Fact } from '@kymo/protocol'
import { type Collector, createCollector } from '../collector.ts'
import type { CollectorOptions } from '../collector-options.ts'
import type { Notice } from '../kymo-error.ts'
import { batch, resource, T } from './facts.ts'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts'

export const TOKEN = 'test-token-0123456789'

/** A collector over a real store in a temporary folder, with the few calls that tests need. */
export class TestCollector {
  readonly folder: TemporaryFolder
  readonly notices: Notice[] = []
  /** What the collector takes for now. */
  time = T
  readonly #options: Partial<CollectorOptions>
  #collector: Collector | undefined

  private constructor(folder: TemporaryFolder, options: Partial<CollectorOptions>) {
    this.folder = folder
    this.#options = options
  }

  static async start(options: Partial<CollectorOptions> = {}): Promise<TestCollector> {
    const collector = new TestCollector(await temporaryFolder(), options)
    await collector.start()
    return collector
  }

  get collector(): Collector {
    if (this.#collector === undefined) throw new Error('The collector does not run.')
    return this.#collector
  }

  get url(): string {
    return `http://127.0.0.1:${this.collector.port}`
  }

  async start(): Promise<void> {
    this.#collector = await createCollector({
      port: 0,
      token: TOKEN,
      openReads: true,
      store: { kind: 'duckdb', folder: this.folder.path },
      now: () => this.time,
      onNotice: (notice) => this.notices.push(notice),
      ...this.#options,
    })
  }

  async restart(): Promise<void> {
    await this.collector.close()
    await this.start()
  }

  async stop(): Promise<void> {
    await this.#collector?.close()
    await this.folder.remove()
  }

  /** @throws unless it is answered with 200 */
  async get<Body>(path: string): Promise<Body> {
    const response = await fetch(`${this.url}${path}`)
    const body = await response.text()
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${body}`)
    return JSON.parse(body) as Body
  }

  post(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.url}/api/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE, ...headers },
      body: body as Uint8Array<ArrayBuffer>,
    })
  }

  async send(of: Batch): Promise<{ accepted: number; duplicate: boolean }> {
    const response = await this.post(gzipSync(encodeBatch(of.header, of.facts)), {
      'content-encoding': 'gzip',
    })
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    return response.json() as Promise<{ accepted: number; duplicate: boolean }>
  }

  /** Sends facts as a batch of their own. */
  put(...facts: Fact[]): Promise<{ accepted: number; duplicate: boolean }> {
    return this.send(batch(facts, resource()))
  }
}
