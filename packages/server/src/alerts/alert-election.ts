import { createHash } from 'node:crypto'
import type { RedisLink } from '../redis/redis-link.ts'
import { runScript } from '../redis/run-script.ts'
import type { AlertMessage } from '../store/alert-rows.ts'
import { alertKey } from './evaluate.ts'

/**
 * Seconds for which it is remembered what was told last of a rule and a subject, and who was to tell it: as long as that
 * may take. Not longer: who told that it fires may be gone for good.
 */
const REMEMBERED = 24 * 60 * 60
/** Of a cooldown, what is held against other collectors: their looks are some seconds apart. */
const COOLING = 0.9

/**
 * Milliseconds that whoever told that it fires has to tell that it is over, before another does: webhooks hear of both in
 * this order, and by one id.
 */
const HANDOVER = 15_000

/** That this collector tells it, that another does, that another still may. */
export type Claim = 'ours' | 'theirs' | 'later'
const CLAIMS: readonly Claim[] = ['theirs', 'ours', 'later']

/**
 * KEYS: what was told last and by whom, that it fired of late, that this collector has won this. ARGV: the state to tell,
 * this collector, the milliseconds of the second key, the seconds of the others, whether it can wait. Answers 1 to the
 * one who is to tell, also when it asks again, since it may have died before it did, but not when another has gone on
 * meanwhile; 2 to who is to ask again; else 0. Who told the same last has seen the contrary since, and could not say so:
 * Redis was away, or there was no webhook to tell.
 */
const CLAIM_SCRIPT = `
local state, by = string.match(redis.call('GET', KEYS[1]) or '', '^(%l+) (.*)$')
local theirs = by and by ~= ARGV[2]
if redis.call('EXISTS', KEYS[3]) == 1 then return theirs and 0 or 1 end
if theirs and state == ARGV[1] then return 0 end
if theirs and state == 'firing' and ARGV[5] == '1' then return 2 end
if ARGV[1] == 'firing' and tonumber(ARGV[3]) > 0 then
  if not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[3]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'EX', ARGV[4])
redis.call('SET', KEYS[3], '1', 'EX', ARGV[4])
return 1
`

/**
 * Of several collectors that see the same fleet through one Redis, each judges by itself; the first to say so is the
 * one that tells webhooks.
 */
export class AlertElection {
  readonly #redis: RedisLink
  readonly #owner: string
  readonly #now: () => number

  /** @param owner names this collector's store */
  constructor(redis: RedisLink, owner: string, now: () => number) {
    this.#redis = redis
    this.#owner = owner
    this.#now = now
  }

  /** @param cooldown milliseconds. @throws when Redis does not answer; the message is for people */
  async claim({ alert, time }: AlertMessage, cooldown: number): Promise<Claim> {
    // Not by the alert's id: another collector saw it begin at another moment.
    const name = createHash('sha256').update(alertKey(alert)).digest('hex').slice(0, 32)
    const keys = ['told', 'cooling', `${this.#owner}:${alert.id}:${alert.state}`]
    const names = keys.map((key) => `kymo:{alerts}:${name}:${key}`)
    const cooling = Math.floor(cooldown * COOLING)
    const waits = this.#now() - time < HANDOVER ? 1 : 0
    const values = [alert.state, this.#owner, cooling, REMEMBERED, waits]
    try {
      const answer = await runScript(this.#redis.client, CLAIM_SCRIPT, names, values)
      return CLAIMS[Number(answer)] as Claim
    } catch (error) {
      throw new Error(this.#redis.describe(error), { cause: error })
    }
  }
}
