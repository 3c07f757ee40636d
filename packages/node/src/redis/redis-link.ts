import { createHash } from 'node:crypto'
import type { AgentScope } from '../context.ts'
import { reportOnce } from '../report.ts'
import { backoff } from '../transport/backoff.ts'
import { createClient, type RedisClient } from './client.ts'
import type { RedisAddress } from './redis-address.ts'

export type RedisArgument = string | number | Buffer

/** Milliseconds that Redis may take for a command. */
const TIMEOUT = 5000
/** Commands, and bytes of their arguments, that may be under way. */
const MOST_COMMANDS = 128
const MOST_BYTES = 4 * 1024 * 1024
/** Failures in a row before people are told. */
const PATIENCE = 5

export type RedisLinkErrorCode = 'REDIS_NOT_READY' | 'REDIS_BUSY' | 'REDIS_TIMEOUT'

/** Why a command was given up that Redis itself did not refuse. Whether a `REDIS_TIMEOUT` was done is not known. */
export class RedisLinkError extends Error {
  readonly code: RedisLinkErrorCode

  constructor(code: RedisLinkErrorCode, message: string) {
    super(message)
    this.name = 'RedisLinkError'
    this.code = code
  }
}

/**
 * A process's connection to Redis. It connects, and connects again, by itself; what goes wrong is told to people once.
 * Nothing waits in it: a command that can't be sent now is rejected now, so that it costs the app neither memory nor time.
 */
export class RedisLink {
  readonly address: RedisAddress
  readonly #scope: AgentScope
  readonly #listeners = new Set<() => void>()
  readonly #digests = new Map<string, string>()
  #client: RedisClient | undefined = undefined
  #ready = false
  #closed = false
  #failures = 0
  #retry: NodeJS.Timeout | undefined = undefined
  #commands = 0
  #bytes = 0

  constructor(address: RedisAddress, scope: AgentScope) {
    this.address = address
    this.#scope = scope
    scope.run(() => void this.#connect())
  }

  /** Whether commands can be sent. */
  get ready(): boolean {
    return this.#ready
  }

  /** Commands under way. */
  get commands(): number {
    return this.#commands
  }

  /** Calls the listener each time that commands can be sent again. Returns how to undo it. */
  onReady(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Sends a command, in this very tick, so that it also leaves a process that is about to end. Its answer's texts are
   * strings.
   *
   * @throws {RedisLinkError} by rejection: not connected, too much under way, or no answer in 5 s
   * @throws what Redis answers, by rejection
   */
  command(name: string, ...args: readonly RedisArgument[]): Promise<unknown> {
    return this.#send(name, args)
  }

  /** Runs a script: by its digest, or by its text where this server has not seen it. Rejects as `command` does. */
  async script(lua: string, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown> {
    let digest = this.#digests.get(lua)
    if (digest === undefined) {
      digest = createHash('sha1').update(lua).digest('hex')
      this.#digests.set(lua, digest)
    }
    const rest = [keys.length, ...keys, ...args]
    try {
      return await this.#send('EVALSHA', [digest, ...rest])
    } catch (error) {
      if (!isReply(error) || !error.message.startsWith('NOSCRIPT')) throw error
      return this.#send('EVAL', [lua, ...rest])
    }
  }

  /** Ends the connection; what is under way is rejected. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#listeners.clear()
    this.#drop(this.#client)
  }

  #send(name: string, args: readonly RedisArgument[]): Promise<unknown> {
    const client = this.#client
    if (!this.#ready || client === undefined) {
      return Promise.reject(new RedisLinkError('REDIS_NOT_READY', 'Redis is not connected.'))
    }
    let size = 0
    for (const arg of args) size += typeof arg === 'number' ? 8 : arg.length
    if (this.#commands >= MOST_COMMANDS || (this.#commands > 0 && this.#bytes + size > MOST_BYTES)) {
      return Promise.reject(new RedisLinkError('REDIS_BUSY', 'Too much is under way to Redis.'))
    }
    return this.#scope.run(() => this.#run(client, name, args, size))
  }

  #run(client: RedisClient, name: string, args: readonly RedisArgument[], size: number): Promise<unknown> {
    this.#commands++
    this.#bytes += size
    return new Promise((resolve, reject) => {
      let settled = false
      const settle = (): boolean => {
        if (settled) return false
        settled = true
        clearTimeout(timer)
        this.#commands--
        this.#bytes -= size
        return true
      }
      const expire = (): void => {
        if (!settle()) return
        reject(new RedisLinkError('REDIS_TIMEOUT', `Redis took more than ${TIMEOUT} ms.`))
        // All that was sent after it hangs as well, and the library would keep it.
        this.#lost(client, new Error('no answer in time'))
      }
      // The answer may be there already, where the app has not let go of the thread for so long.
      const timer = setTimeout(() => setImmediate(expire).unref(), TIMEOUT)
      timer.unref()
      client.call(name, ...args).then(
        (value) => {
          if (settle()) resolve(value)
        },
        (error: unknown) => {
          if (!settle()) return
          if (isReply(error)) this.#refused(error)
          reject(error)
        },
      )
    })
  }

  async #connect(): Promise<void> {
    let client: RedisClient
    try {
      client = await createClient(this.address)
    } catch (error) {
      reportOnce('KYMO_REDIS_MISSING', `the package ioredis can't be loaded. ${messageOf(error)}`)
      return
    }
    if (this.#closed) return
    this.#client = client
    let reason: unknown
    client.on('error', (error: Error) => {
      reason = error
    })
    client.on('node error', (error: Error) => {
      reason = error
    })
    client.on('end', () => this.#lost(client, reason))
    client.on('ready', () => this.#connected(client))
    client.connect().catch(() => {})
  }

  #connected(client: RedisClient): void {
    if (client !== this.#client || this.#closed) return
    this.#failures = 0
    this.#ready = true
    for (const listener of this.#listeners) listener()
  }

  /** Comes also for a client that was given up before. */
  #lost(client: RedisClient, reason: unknown): void {
    if (client !== this.#client) return
    this.#drop(client)
    if (this.#closed) return
    this.#failures++
    const message = messageOf(reason)
    if (/^(WRONGPASS|NOAUTH|NOPERM|ERR)\b/.test(message)) {
      this.#say('KYMO_REDIS_REFUSED', `answers "${message}". Check KYMO_REDIS_URL; it is tried on.`)
    } else if (this.#failures === PATIENCE) {
      this.#say('KYMO_REDIS_UNREACHABLE', `can't be reached (${message}). It is tried on.`)
    }
    this.#retry = this.#scope.run(() =>
      setTimeout(() => {
        this.#retry = undefined
        void this.#connect()
      }, backoff(this.#failures)),
    )
    this.#retry.unref()
  }

  #drop(client: RedisClient | undefined): void {
    this.#client = undefined
    this.#ready = false
    client?.disconnect()
  }

  /** A fault that lies with Redis, such as no memory left, is the same for all that is sent. */
  #refused(error: Error): void {
    if (error.message.startsWith('NOSCRIPT')) return
    this.#say('KYMO_REDIS_REFUSED', `answers "${error.message.slice(0, 200)}". It is tried on.`)
  }

  #say(code: string, message: string): void {
    reportOnce(code, `Redis at ${this.address.shown} ${message}`)
  }
}

/** Redis itself has said no. The library may be there twice, so the class does not tell. */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError'
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection was closed'
  const { lastNodeError } = error as { readonly lastNodeError?: unknown }
  if (lastNodeError instanceof Error) return messageOf(lastNodeError)
  return (error as NodeJS.ErrnoException).code ?? error.message
}
