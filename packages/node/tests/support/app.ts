import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Collector } from './collector.ts'

const REGISTER = new URL('../../dist/register.js', import.meta.url).href
/** Node loads the entry in another way as soon as there is any preload. */
const NOTHING = 'data:text/javascript,'

export interface AppOptions {
  readonly collector?: Collector | undefined
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly nodeFlags?: readonly string[]
  /** `register` unless said otherwise; `nothing` is a preload that does nothing. */
  readonly preload?: 'register' | 'nothing'
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** An app of `apps/` in a process of its own. */
export class App {
  readonly #process: ChildProcess
  #stdout = ''
  #stderr = ''
  readonly ended: Promise<Ended>

  constructor(name: string, options: AppOptions) {
    const { NODE_OPTIONS: _, ...inherited } = process.env
    for (const key of Object.keys(inherited)) if (key.startsWith('KYMO_')) delete inherited[key]
    this.#process = spawn(
      process.execPath,
      [
        '--import',
        options.preload === 'nothing' ? NOTHING : REGISTER,
        ...(options.nodeFlags ?? []),
        fileURLToPath(new URL(`../apps/${name}.mjs`, import.meta.url)),
        ...(options.args ?? []),
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          ...inherited,
          ...(options.collector === undefined
            ? undefined
            : { KYMO_URL: options.collector.url, KYMO_TOKEN: 'test-token', KYMO_APP: 'app' }),
          KYMO_ENV: 'development',
          ...options.env,
        },
      },
    )
    this.#process.stdout?.on('data', (data) => {
      this.#stdout += data
    })
    this.#process.stderr?.on('data', (data) => {
      this.#stderr += data
    })
    this.ended = new Promise((resolve) => {
      this.#process.on('close', (code, signal) => {
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr })
      })
    })
  }

  get pid(): number {
    return this.#process.pid as number
  }

  get stderr(): string {
    return this.#stderr
  }

  message<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#process.once('message', (message) => resolve(message as T))
      void this.ended.then(({ stderr }) => reject(new Error(`The app ended.\n${stderr}`)))
    })
  }

  /** Sends the app a message and gives its next one. */
  ask<T>(message: object | string): Promise<T> {
    const answer = this.message<T>()
    this.#process.send(message)
    return answer
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.ended
  }
}

const running = new Set<App>()

export function launch(name: string, options: AppOptions = {}): App {
  const app = new App(name, options)
  running.add(app)
  void app.ended.then(() => running.delete(app))
  return app
}

/** An app that serves: its first message says on which ports. */
export async function serve<T extends { readonly port: number }>(
  name: string,
  options: AppOptions = {},
): Promise<{ readonly app: App; readonly url: string } & T> {
  const app = launch(name, options)
  const hello = await app.message<T>()
  return { app, url: `http://127.0.0.1:${hello.port}`, ...hello }
}

/** For `afterEach`: nothing is left running. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((app) => app.stop()))
}
