import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { CollectorStatus } from '@kymo/protocol'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { type TemporaryFolder, temporaryFolder } from '../../src/testing/temporary-folder.ts'

const SCRIPT = fileURLToPath(new URL('../collector-process.mjs', import.meta.url))

/** Milliseconds after which entries of a dead collector are claimed, in these tests. */
export const CLAIM_IDLE = 500

/** A collector with a store of its own, whose process is ended and begun again. */
export class CollectorProcess {
  readonly #folder: TemporaryFolder
  readonly #redis: string
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #url = ''
  #output = ''

  private constructor(folder: TemporaryFolder, redis: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder
    this.#redis = redis
    this.#env = env
  }

  /** @param env further variables of its environment */
  static async start(redis: string, env: Readonly<Record<string, string>> = {}): Promise<CollectorProcess> {
    const collector = new CollectorProcess(await temporaryFolder(), redis, env)
    await collector.start()
    return collector
  }

  /** What it told people. */
  get output(): string {
    return this.#output
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const options = JSON.stringify({ redis: this.#redis, redisClaimIdle: CLAIM_IDLE })
    const child = spawn(process.execPath, [SCRIPT, this.#folder.path, 'a-token-of-tests', options], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...this.#env },
    })
    this.#child = child
    child.stderr?.on('data', (data) => {
      this.#output += data
    })
    const [message] = (await once(child, 'message')) as [{ port?: number; message?: string }]
    if (message.port === undefined) throw new Error(message.message)
    this.#url = `http://127.0.0.1:${message.port}`
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Resolves when it is gone. */
  kill(): Promise<void> {
    return this.#end((child) => child.kill('SIGKILL'))
  }

  /** In order. */
  close(): Promise<void> {
    return this.#end((child) => child.send('close'))
  }

  async status(): Promise<CollectorStatus> {
    return (await (await fetch(`${this.#url}/api/status`)).json()) as CollectorStatus
  }

  async post(body: Uint8Array, type: string): Promise<number> {
    const headers = { authorization: 'Bearer a-token-of-tests', 'content-type': type }
    return (
      await fetch(`${this.#url}/api/ingest`, {
        method: 'POST',
        headers,
        body: body as Uint8Array<ArrayBuffer>,
      })
    ).status
  }

  /** Names of all spans that its store counted, and what lies in its inbox. The process must be gone. */
  stored(): Promise<{
    readonly names: readonly string[]
    readonly inbox: ReadonlyMap<string, Uint8Array>
  }> {
    return this.#read(async (store) => {
      const spans = await store.spans({ order: 'oldest', limit: 1_000_000 })
      const inbox = await store.inbox(1_000_000)
      return {
        names: spans.map(({ name }) => name),
        inbox: new Map(inbox.map(({ id, bytes }) => [id, bytes])),
      }
    })
  }

  /** What names it in Redis. The process must be gone. */
  identity(): Promise<string> {
    return this.#read((store) => store.identity())
  }

  async remove(): Promise<void> {
    await this.kill()
    await this.#folder.remove()
  }

  async #end(end: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined) return
    const ended = once(child, 'exit')
    end(child)
    await ended
  }

  async #read<Found>(read: (store: Store) => Promise<Found>): Promise<Found> {
    const options = { now: Date.now, slowThreshold: 1000, onNotice: () => {} }
    const store = await openStore({ kind: 'duckdb', folder: this.#folder.path }, options)
    try {
      return await read(store)
    } finally {
      await store.close()
    }
  }
}
