import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

export interface RedisOptions {
  readonly password?: string
  /** Such as `10mb`; writes beyond it are refused. */
  readonly maxmemory?: string
  /** Keeps what was written over a restart. Default: false. */
  readonly appendonly?: boolean
  /** Listens with TLS as well, on a port of its own. PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** Default: a free one. */
  readonly port?: number
  /** Further lines of the configuration, such as `['cluster-enabled', 'yes']`. */
  readonly settings?: readonly (readonly [name: string, value: string])[]
}

/** A real Redis server, in a folder and on a port of its own. */
export class RedisServer {
  readonly port: number
  /** 0 where there is no certificate. */
  readonly tlsPort: number
  readonly #folder: string
  readonly #options: RedisOptions
  #process: ChildProcess | undefined

  private constructor(port: number, tlsPort: number, folder: string, options: RedisOptions) {
    this.port = port
    this.tlsPort = tlsPort
    this.#folder = folder
    this.#options = options
  }

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'kymo-redis-'))
    const tlsPort = options.certificate === undefined ? 0 : await freePort()
    const server = new RedisServer(options.port ?? (await freePort()), tlsPort, folder, options)
    if (options.certificate !== undefined) {
      await writeFile(server.certificateFile, options.certificate.cert)
      await writeFile(server.#keyFile, options.certificate.key)
    }
    await server.start()
    return server
  }

  get url(): string {
    const { password } = this.#options
    return `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${this.port}`
  }

  /** What clients are to trust. */
  get certificateFile(): string {
    return join(this.#folder, 'cert.pem')
  }

  get #keyFile(): string {
    return join(this.#folder, 'key.pem')
  }

  /** Resolves when it takes commands. */
  async start(): Promise<void> {
    const { password, maxmemory, appendonly = false, settings = [] } = this.#options
    const lines: (readonly [string, string])[] = [
      ['port', String(this.port)],
      ['bind', '127.0.0.1'],
      ['dir', this.#folder],
      ['save', ''],
      ['appendonly', appendonly ? 'yes' : 'no'],
      ['daemonize', 'no'],
      ...(password === undefined ? [] : [['requirepass', password] as const]),
      ...(maxmemory === undefined ? [] : [['maxmemory', maxmemory] as const]),
      ...(this.tlsPort === 0
        ? []
        : ([
            ['tls-port', String(this.tlsPort)],
            ['tls-cert-file', this.certificateFile],
            ['tls-key-file', this.#keyFile],
            ['tls-auth-clients', 'no'],
          ] as const)),
      ...settings,
    ]
    const server = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#process = server
    server.stdin.end(lines.map(([name, value]) => `${name} ${JSON.stringify(value)}\n`).join(''))
    await new Promise<void>((resolve, reject) => {
      let output = ''
      server.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('Ready to accept connections')) resolve()
      })
      server.once('error', reject)
      server.once('exit', (code) => reject(new Error(`redis-server ended (${code}):\n${output}`)))
    })
  }

  /** Resolves when the process is gone. What it kept on disk stays until `remove`. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#process
    this.#process = undefined
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGCONT')
    server.kill(signal)
    await ended
  }

  /** Stops it in the midst of what it does: connections stay open, and nothing is answered. */
  pause(): void {
    this.#process?.kill('SIGSTOP')
  }

  resume(): void {
    this.#process?.kill('SIGCONT')
  }

  /** Stops it for good. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true })
  }
}
