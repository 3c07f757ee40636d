import { hash64, PULSE_KEY_PREFIX, parsePulseKey, parseTrafficMinute } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { LATEST, MINUTE, type ToldMinute, type TrafficStore } from '../store/traffic/traffic.ts'
import { LOOK_BYTES, type LookBudget, lookAt, Rotation, textsOf } from './bounded-look.ts'
import { fieldsOf, TOO_LARGE } from './bounded-reads.ts'
import { typed } from './pulse-keys.ts'
import type { Skip } from './skipped-payloads.ts'

/** Minutes of a process that are looked at: more than are kept, whatever its clock says. */
const MAX_MINUTES = 90
/** Minutes that may still be written: the last that were begun. */
const OPEN_MINUTES = 2
/** Minutes asked for at once: each may be as long as a payload is allowed to be. */
const MINUTES_AT_ONCE = 10
/** Digits of a minute. */
const MINUTE_LENGTH = 15

/** What was read of a process's hash, by minute, in the order in which they were first seen: a hash of what it was. */
type Seen = Map<number, string>

interface Found {
  readonly key: string
  readonly told: ToldMinute
  readonly hash: string
}

/**
 * Brings what processes tell of their minutes from Redis into the store: all minutes of a process that is new here,
 * later those that are new or may have changed. Told again, a minute counts nothing twice, so nothing has to be
 * remembered over a restart.
 */
export class TrafficMinutes {
  readonly #redis: RedisLink
  readonly #store: Pick<TrafficStore, 'putTraffic'>
  readonly #skip: Skip
  readonly #seen = new Map<string, Seen>()
  readonly #rotation = new Rotation()

  /** @param skip is told of what could not be read */
  constructor(redis: RedisLink, store: Pick<TrafficStore, 'putTraffic'>, skip: Skip) {
    this.#redis = redis
    this.#store = store
    this.#skip = skip
  }

  /** @param keys of all processes that tell. @throws when Redis does not answer, or the store fails; come again then */
  async read(keys: ReadonlySet<string>): Promise<void> {
    for (const key of this.#seen.keys()) if (!keys.has(key)) this.#seen.delete(key)
    const found: Found[] = []
    const waiting = await lookAt(this.#rotation.next(keys), async (key, budget) => {
      found.push(...(await this.#readKey(key, budget)))
    })
    if (waiting > 0) {
      const message = `There were more than ${LOOK_BYTES} bytes at once: processes wait for the next look.`
      this.#skip(`${PULSE_KEY_PREFIX}:traffic:*`, { code: 'PULSE_TOO_MANY', message }, waiting)
    }
    if (found.length === 0) return
    await this.#store.putTraffic(found.map(({ told }) => told))
    for (const { key, told, hash } of found) this.#note(key, told.minute.minute, hash)
  }

  async #readKey(key: string, budget: LookBudget): Promise<Found[]> {
    const { app, id } = parsePulseKey(key) ?? {}
    if (app === undefined || id === undefined) return []
    const found: Found[] = []
    const fields = (await this.#newMinutes(key)).map(String)
    const texts = textsOf(this.#redis, key, fields, MINUTES_AT_ONCE, budget, this.#skip)
    for await (const [field, json] of texts) {
      const minute = Number(field)
      const hash = hash64(json)
      if (this.#seen.get(key)?.get(minute) === hash) continue
      const told = this.#parse(key, app, id, minute, json)
      if (told === undefined) this.#note(key, minute, hash)
      else found.push({ key, told, hash })
    }
    return found
  }

  /** Those that may say something new, oldest first. */
  async #newMinutes(key: string): Promise<number[]> {
    const ask = () => fieldsOf(this.#redis, key, MINUTE_LENGTH)
    const answer = await typed(key, 'Hash', this.#skip, ask)
    if (answer === undefined) return []
    const { fields, left } = answer
    if (left > 0 && fields.length === 0) this.#skip(key, TOO_LARGE, left)
    const minutes = fields
      .filter((field) => /^\d{1,15}$/.test(field))
      .map(Number)
      .sort((a, b) => a - b)
      .slice(-MAX_MINUTES)
    const seen = this.#seen.get(key)
    if (seen === undefined) return minutes
    const isThere = new Set(minutes)
    for (const minute of seen.keys()) if (!isThere.has(minute)) seen.delete(minute)
    // Not by the clock: that of the process may have been set back.
    const open = new Set([...seen.keys()].slice(-OPEN_MINUTES))
    return minutes.filter((minute) => open.has(minute) || !seen.has(minute))
  }

  #parse(key: string, app: string, instance: string, minute: number, json: string): ToldMinute | undefined {
    const { value, problem } = parseTrafficMinute(json)
    if (value === undefined) {
      this.#skip(key, problem)
      return undefined
    }
    const message = faultOf(value.minute, minute, value.app_name, app)
    if (message === undefined) return { instance, minute: value }
    this.#skip(key, { code: 'PULSE_BROKEN', message })
    return undefined
  }

  #note(key: string, minute: number, hash: string): void {
    const seen = this.#seen.get(key) ?? new Map<number, string>()
    this.#seen.set(key, seen)
    seen.set(minute, hash)
  }
}

/** What is wrong with where a minute lies. */
function faultOf(minute: number, field: number, appName: string, app: string): string | undefined {
  if (minute !== field || minute % MINUTE !== 0) {
    return 'minute must be a multiple of 60,000, and the name of its field'
  }
  if (minute >= LATEST) return 'minute must be milliseconds since the Unix epoch'
  return appName === app ? undefined : 'app_name must be the app of the key'
}
