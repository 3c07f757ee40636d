import {
  type ErrorEntry,
  errorKeyBeside,
  PULSE_KEY_PREFIX,
  type PulseProblem,
  parseErrorEntry,
} from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { fieldsOf, highestOf, LookBudget, TOO_LARGE, valuesOf } from './bounded-reads.ts'
import { inTurns, isWrongType } from './pulse-keys.ts'

/** Groups of an app that are looked at, those with the newest. */
const MAX_GROUPS = 200
/** Processes of a group that are looked at. */
const MAX_PROCESSES = 2_000
/** Bytes that one look brings here. */
const LOOK_BYTES = 32 * 1024 * 1024
/** Keys that are read at a time. */
const AT_ONCE = 16
/** Values asked for at once. */
const COUNT = 200

/** Reads the groups of errors that processes put into Redis. */
export class ErrorLog {
  readonly #redis: RedisLink
  readonly #skip: (key: string, problem: PulseProblem, times?: number) => void

  constructor(redis: RedisLink, skip: (key: string, problem: PulseProblem, times?: number) => void) {
    this.#redis = redis
    this.#skip = skip
  }

  /** What each process tells of a group. @param keys the apps' ZSets. @throws when Redis does not answer */
  async read(keys: Iterable<string>): Promise<readonly ErrorEntry[]> {
    const groups: string[] = []
    await inTurns([...keys], AT_ONCE, async (key) => {
      const fingerprints = await this.#typed(key, 'ZSet', () => highestOf(this.#redis, key, MAX_GROUPS))
      for (const fingerprint of fingerprints ?? []) {
        groups.push(errorKeyBeside(key, fingerprint))
      }
    })
    const found: ErrorEntry[] = []
    const budget = new LookBudget(LOOK_BYTES)
    let left = 0
    await inTurns(groups, AT_ONCE, async (key) => {
      if (budget.spent) {
        left++
        return
      }
      for (const json of await this.#processesOf(key, budget)) {
        const { value: entry, problem } = parseErrorEntry(json)
        if (problem === undefined) found.push(entry)
        else this.#skip(key, problem)
      }
    })
    if (left > 0) {
      const message = `There are more than ${LOOK_BYTES} bytes: some groups are not shown.`
      this.#skip(`${PULSE_KEY_PREFIX}:error:*`, { code: 'PULSE_TOO_MANY', message }, left)
    }
    return found
  }

  async #processesOf(key: string, budget: LookBudget): Promise<string[]> {
    const answer = await this.#typed(key, 'Hash', () => fieldsOf(this.#redis, key))
    if (answer === undefined) return []
    if (answer.left > 0) this.#skip(key, TOO_LARGE, answer.left)
    const fields = answer.fields.slice(0, MAX_PROCESSES)
    const texts: string[] = []
    for (let at = 0; at < fields.length && !budget.spent; ) {
      const values = await valuesOf(this.#redis, key, fields.slice(at, at + COUNT))
      at += values.length
      for (const value of values) {
        if (typeof value === 'number') this.#skip(key, TOO_LARGE)
        if (typeof value !== 'string') continue
        texts.push(value)
        budget.spend(value.length)
      }
    }
    return texts
  }

  async #typed<Answer>(key: string, type: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await ask()
    } catch (error) {
      if (!isWrongType(error)) throw error
      this.#skip(key, { code: 'PULSE_BROKEN', message: `The key must hold a ${type}.` })
      return undefined
    }
  }
}
