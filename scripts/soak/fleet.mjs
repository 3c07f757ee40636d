import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const script = (name) => fileURLToPath(new URL(name, import.meta.url))
const MEBIBYTE = 1024 * 1024

/** Bytes of memory that a process holds; 0 for one that is gone. */
async function residentBytes(pid) {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024
}

/** A process of the fleet, with its memory over time. */
class Member {
  /** Mebibytes, one a look. */
  memory = []
  child = undefined

  async look() {
    const bytes = this.child === undefined ? 0 : await residentBytes(this.child.pid)
    if (bytes > 0) this.memory.push(bytes / MEBIBYTE)
    return bytes / MEBIBYTE
  }
}

export class SoakApp extends Member {
  made = 0
  stats = { facts: 0, sent: 0, dropped: 0, pending: 0 }
  #ended = undefined

  /** @param env by which the agent knows where its facts go */
  static async start(name, rate, env) {
    const app = new SoakApp()
    app.name = name
    app.child = fork(script('app.mjs'), [name, String(rate)], { env: { ...process.env, ...env } })
    app.#ended = once(app.child, 'exit')
    await once(app.child, 'message')
    return app
  }

  /** Asks for its figures; `end` also ends it, when all it has is delivered. */
  async ask(what) {
    this.child.send(what)
    const [answer] = await Promise.race([once(this.child, 'message'), this.#ended])
    if (answer?.stats === undefined) throw new Error(`${this.name} has ended before its time.`)
    const { made, stats } = answer
    this.made = made
    this.stats = stats
  }
}

export class SoakCollector extends Member {
  /** Facts by instance, as it said last. */
  facts = new Map()
  #options
  #stopped = false

  static async start(options) {
    const collector = new SoakCollector()
    collector.#options = options
    await collector.start()
    return collector
  }

  get folder() {
    return this.#options.store.folder
  }

  get url() {
    return `http://127.0.0.1:${this.#options.port}`
  }

  get runs() {
    return this.child !== undefined && !this.#stopped
  }

  async start() {
    const child = fork(script('collector.mjs'), [JSON.stringify(this.#options)])
    const [{ port }] = await once(child, 'message')
    this.#options = { ...this.#options, port }
    this.child = child
  }

  async kill() {
    const child = this.child
    this.child = undefined
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async close() {
    const child = this.child
    this.child = undefined
    const ended = once(child, 'exit')
    child.send('close')
    await ended
  }

  pause() {
    this.#stopped = true
    this.child.kill('SIGSTOP')
  }

  resume() {
    this.#stopped = false
    this.child.kill('SIGCONT')
  }

  /** Its status; undefined while it does not answer. */
  async status() {
    if (!this.runs) return undefined
    try {
      const response = await fetch(`${this.url}/api/status`, { signal: AbortSignal.timeout(2000) })
      const status = await response.json()
      this.facts = new Map(status.instances.map(({ instance, facts }) => [instance, facts]))
      return status
    } catch {
      return undefined
    }
  }
}
