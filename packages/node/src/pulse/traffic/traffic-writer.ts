import { TRAFFIC_TTL, trafficKey } from '@kymo/protocol'
import type { RedisLink } from '../../redis/redis-link.ts'
import { arrives } from '../arrives.ts'
import type { PulseIdentity } from '../identity.ts'
import type { AccountedMinute, TrafficAccount } from './traffic-account.ts'

/** Writes a process's account into its hash: a field for each minute, all of it each time. */
export class TrafficWriter {
  readonly #link: RedisLink
  readonly #account: TrafficAccount
  readonly #key: string

  constructor(link: RedisLink, account: TrafficAccount, { app, instanceId }: PulseIdentity) {
    this.#link = link
    this.#account = account
    this.#key = trafficKey(app, instanceId)
  }

  /** One minute after the other, since collectors look again only at the newest that they have seen. */
  async write(now: number): Promise<void> {
    for (const minute of this.#account.untold(now)) if (!(await this.#put(minute))) return
    const { expired } = this.#account
    if (expired.length === 0) return
    if (await arrives(this.#link.command('HDEL', this.#key, ...expired))) this.#account.removed(expired)
  }

  /** Sends all at once, without waiting: the process ends. */
  writeNow(now: number): void {
    for (const minute of this.#account.untold(now)) void this.#put(minute)
  }

  async #put(minute: AccountedMinute): Promise<boolean> {
    const arrived = await arrives(
      this.#link.command('HSET', this.#key, minute.minute, minute.json),
      this.#link.command('EXPIRE', this.#key, TRAFFIC_TTL),
    )
    if (arrived) this.#account.told(minute)
    return arrived
  }
}
