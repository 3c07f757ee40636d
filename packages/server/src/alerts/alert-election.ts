import { createHash } from 'node:crypto'
import type { RedisLink } from '../redis/redis-link.ts'
import type { AlertMessage } from '../store/alert-rows.ts'
import { alertKey } from './evaluate.ts'

/** Seconds for which it is remembered what was told last of a rule and a subject. */
const REMEMBERED = 7 * 24 * 60 * 60
/** Seconds for which it is remembered who was to tell it: as long as that may take. */
const WON = 24 * 60 * 60
/** Of a cooldown, what is held against other collectors: their looks are some seconds apart. */
const COOLING = 0.9

/**
 * KEYS: what was told last and by whom, that it fired of late, that this collector has won this. ARGV: the state to tell,
 * this collector, the milliseconds of the second key, the seconds of the first and the third. Answers 1 to the one who is
 * to tell, also when it asks again: it may have died before it did. Who told the same last has seen the contrary since,
 * and could not say so: Redis was away, or there was no webhook to tell.
 */
const CLAIM_SCRIPT = `
if redis.call('EXISTS', KEYS[3]) == 1 then return 1 end
local told = redis.call('GET', KEYS[1])
local mine = ARGV[1] .. ' ' .. ARGV[2]
if told and told ~= mine and string.sub(told, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then return 0 end
if ARGV[1] == 'firing' and tonumber(ARGV[3]) > 0 then
  if not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[3]) then return 0 end
end
redis.call('SET', KEYS[1], mine, 'EX', ARGV[4])
redis.call('SET', KEYS[3], '1', 'EX', ARGV[5])
return 1
`

/**
 * Of several collectors that see the same fleet through one Redis, each judges by itself; the first to say so is the
 * one that tells webhooks.
 */
export class AlertElection {
  readonly #redis: RedisLink
  readonly #owner: string

  /** @param owner names this collector's store */
  constructor(redis: RedisLink, owner: string) {
    this.#redis = redis
    this.#owner = owner
  }

  /** @param cooldown milliseconds. @throws when Redis does not answer; the message is for people */
  async claim({ alert }: AlertMessage, cooldown: number): Promise<boolean> {
    // Not by the alert's id: another collector saw it begin at another moment.
    const name = createHash('sha256').update(alertKey(alert)).digest('hex').slice(0, 32)
    const keys = ['told', 'cooling', `${this.#owner}:${alert.id}:${alert.state}`]
    const names = keys.map((key) => `kymo:{alerts}:${name}:${key}`)
    const values = [alert.state, this.#owner, Math.floor(cooldown * COOLING), REMEMBERED, WON]
    try {
      return (await this.#redis.client.eval(CLAIM_SCRIPT, names.length, ...names, ...values)) === 1
    } catch (error) {
      throw new Error(this.#redis.describe(error), { cause: error })
    }
  }
}
