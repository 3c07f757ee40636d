import { randomBytes } from 'node:crypto'
import type { Collector } from '@kymo/server'
import { type Discovery, readDiscovery, removeDiscovery, writeDiscovery } from '../project-folder.ts'

/** Starts a collector at exactly this port, or at a free one. */
export type StartCollector = (token: string, port: number | undefined) => Promise<Collector>

/** Milliseconds that another `kymo dev`, which has just opened the store, has to say where it is. */
const PATIENCE = 5_000
/** Milliseconds between two looks whether the collector's process is still there. */
const WATCH = 250

/**
 * The collector of a project, which all that run `kymo dev` there share: the first starts it. When that one ends, another
 * goes on in its place, at the same address and with the same token, so that no app has to be told.
 */
export class ProjectCollector {
  readonly discovery: Discovery
  readonly #root: string
  readonly #start: StartCollector
  readonly #tookOver: () => void
  #own: Collector | undefined
  #watch: NodeJS.Timeout | undefined
  #taking: Promise<void> | undefined = undefined

  /** @param tookOver is called when another one's place was taken */
  static async open(root: string, start: StartCollector, tookOver: () => void): Promise<ProjectCollector> {
    const deadline = Date.now() + PATIENCE
    for (;;) {
      const running = await readDiscovery(root)
      if (running !== undefined && (await answers(running))) {
        return new ProjectCollector(root, running, undefined, start, tookOver)
      }
      try {
        const token = randomBytes(24).toString('base64url')
        const own = await start(token, undefined)
        const discovery = { url: own.url, token, pid: process.pid }
        await writeDiscovery(root, discovery)
        return new ProjectCollector(root, discovery, own, start, tookOver)
      } catch (error) {
        // Whoever has it open is about to say so.
        if ((error as { code?: string }).code !== 'STORE_LOCKED' || Date.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, WATCH))
      }
    }
  }

  private constructor(
    root: string,
    discovery: Discovery,
    own: Collector | undefined,
    start: StartCollector,
    tookOver: () => void,
  ) {
    this.#root = root
    this.discovery = discovery
    this.#own = own
    this.#start = start
    this.#tookOver = tookOver
    if (own === undefined) this.#standBy()
  }

  /** Whether it runs in this process. */
  get own(): boolean {
    return this.#own !== undefined
  }

  async close(): Promise<void> {
    clearInterval(this.#watch)
    await this.#taking
    if (this.#own === undefined) return
    await removeDiscovery(this.#root)
    await this.#own.close()
  }

  #standBy(): void {
    this.#watch = setInterval(() => {
      this.#taking ??= this.#takeOver().finally(() => {
        this.#taking = undefined
      })
    }, WATCH)
  }

  async #takeOver(): Promise<void> {
    if ((await readDiscovery(this.#root)) !== undefined) return
    const { url, token } = this.discovery
    try {
      this.#own = await this.#start(token, Number(new URL(url).port))
      clearInterval(this.#watch)
      await writeDiscovery(this.#root, { url, token, pid: process.pid })
      this.#tookOver()
    } catch {
      // It is still on its way out, or another was faster: the next look tells.
    }
  }
}

/** A file left behind by a crash may name a process that has since become another program. */
async function answers(discovery: Discovery): Promise<boolean> {
  try {
    const response = await fetch(`${discovery.url}/api/status`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    return false
  }
}
