import { ERRORS_TTL, errorKey, errorsKey } from '@kymo/protocol'
import type { RedisLink } from '../../redis/redis-link.ts'
import { arrives } from '../arrives.ts'
import type { PulseIdentity } from '../identity.ts'
import type { ErrorGroup, ErrorGroups } from './error-groups.ts'

/** Groups under way at a time; each is three commands. */
const AT_ONCE = 16

/** Writes a process's part in its app's groups of errors: all of it each time, so that nothing counts twice. */
export class ErrorWriter {
  readonly #link: RedisLink
  readonly #groups: ErrorGroups
  readonly #app: string
  readonly #instance: string

  constructor(link: RedisLink, groups: ErrorGroups, { app, instanceId }: PulseIdentity) {
    this.#link = link
    this.#groups = groups
    this.#app = app
    this.#instance = instanceId
  }

  async write(): Promise<void> {
    const untold = this.#groups.untold()
    if (untold.length === 0) return
    for (let at = 0; at < untold.length; at += AT_ONCE) {
      const arrived = await Promise.all(untold.slice(at, at + AT_ONCE).map((group) => this.#put(group)))
      if (!arrived.every(Boolean)) return
    }
    await this.#clear()
  }

  /** Sends all at once, without waiting: the process ends. The newest first: there may be no room for all. */
  writeNow(): void {
    for (const group of this.#groups.untold().toReversed()) void this.#put(group)
  }

  async #put(group: ErrorGroup): Promise<boolean> {
    const { count, version } = group
    const entry = this.#groups.entryOf(group)
    const key = errorKey(this.#app, group.fingerprint)
    const arrived = await arrives(
      this.#link.command('ZADD', errorsKey(this.#app), 'GT', entry.last_seen, group.fingerprint),
      this.#link.command('HSET', key, this.#instance, JSON.stringify(entry)),
      this.#link.command('EXPIRE', key, ERRORS_TTL),
    )
    if (arrived) this.#groups.told(group, version, count)
    return arrived
  }

  /** By the clock of Redis, unless ours is behind: one process with a wrong clock must not take away what others told. */
  async #clear(): Promise<void> {
    const key = errorsKey(this.#app)
    try {
      const [seconds] = (await this.#link.command('TIME')) as readonly string[]
      const now = Math.min(Number(seconds) * 1000, Date.now())
      await arrives(
        this.#link.command('ZREMRANGEBYSCORE', key, '-inf', now - ERRORS_TTL * 1000),
        this.#link.command('EXPIRE', key, ERRORS_TTL),
      )
    } catch {
      // The next time is as good.
    }
  }
}
