import { SLOW_FIELD, SLOW_MAX_LENGTH, type SlowEntry, slowKey } from '@kymo/protocol'
import { isReply, type RedisLink, RedisLinkError } from '../../redis/redis-link.ts'
import type { PulseIdentity } from '../identity.ts'

/** Entries that may wait for Redis. */
const MOST_WAITING = 500
/** Entries taken in a second: where everything is slow, some tell it. */
const MOST_A_SECOND = 50
/** Entries under way at a time. */
const MOST_UNDER_WAY = 16

/** Brings slow requests and jobs into their app's stream: each at most once, since an entry can't be told again. */
export class SlowQueue {
  readonly #link: RedisLink
  readonly #key: string
  readonly #waiting: string[] = []
  #second = 0
  #taken = 0
  #underWay = 0
  #dropped = 0

  constructor(link: RedisLink, { app }: PulseIdentity) {
    this.#link = link
    this.#key = slowKey(app)
  }

  /** Entries given up: too many at once, or no Redis for too long. */
  get dropped(): number {
    return this.#dropped
  }

  /** Whether there is room for one more in this second; one that there is none for is counted. */
  admits(now: number): boolean {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#taken = 0
    }
    if (this.#taken++ < MOST_A_SECOND) return true
    this.#dropped++
    return false
  }

  add(entry: SlowEntry): void {
    this.#waiting.push(JSON.stringify(entry))
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift()
      this.#dropped++
    }
    void this.send()
  }

  /**
   * Sends what waits, as much at once as may be. Resolves when all of it has arrived or can't now; never rejects.
   * @param most under way at a time: all, where the process ends
   */
  async send(most: number = MOST_UNDER_WAY): Promise<void> {
    const sent: Promise<boolean>[] = []
    while (this.#link.ready && this.#underWay < most) {
      const json = this.#waiting.shift()
      if (json === undefined) break
      sent.push(this.#put(json))
    }
    const arrived = await Promise.all(sent)
    if (arrived.length > 0 && arrived.every(Boolean)) await this.send(most)
  }

  async #put(json: string): Promise<boolean> {
    this.#underWay++
    try {
      await this.#link.command('XADD', this.#key, 'MAXLEN', '~', SLOW_MAX_LENGTH, '*', SLOW_FIELD, json)
      return true
    } catch (error) {
      if (wasNotDone(error) && this.#waiting.length < MOST_WAITING) this.#waiting.unshift(json)
      else this.#dropped++
      return false
    } finally {
      this.#underWay--
    }
  }
}

/** What was not sent, and what Redis said no to. */
function wasNotDone(error: unknown): boolean {
  if (error instanceof RedisLinkError) return error.code !== 'REDIS_TIMEOUT'
  return isReply(error)
}
