import { type ErrorEntry, errorKeyBeside, PULSE_KEY_PREFIX, parseErrorEntry } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { LOOK_BYTES, type LookBudget, lookAt, textsOf } from './bounded-look.ts'
import { fieldsOf, highestOf, TOO_LARGE } from './bounded-reads.ts'
import { inTurns, typed } from './pulse-keys.ts'
import type { Skip } from './skipped-payloads.ts'

/** Groups of an app that are looked at, those with the newest. */
const MAX_GROUPS = 200
/** Processes of a group that are looked at. */
const MAX_PROCESSES = 2_000
/** Apps whose groups are asked for at a time. */
const AT_ONCE = 16
/** Values asked for at once. */
const COUNT = 200

/** Reads the groups of errors that processes put into Redis. */
export class ErrorLog {
  readonly #redis: RedisLink
  readonly #skip: Skip

  constructor(redis: RedisLink, skip: Skip) {
    this.#redis = redis
    this.#skip = skip
  }

  /** What each process tells of a group. @param keys the apps' ZSets. @throws when Redis does not answer */
  async read(keys: Iterable<string>): Promise<readonly ErrorEntry[]> {
    const groups: string[] = []
    await inTurns([...keys], AT_ONCE, async (key) => {
      const fingerprints = await typed(key, 'ZSet', this.#skip, () => highestOf(this.#redis, key, MAX_GROUPS))
      for (const fingerprint of fingerprints ?? []) {
        groups.push(errorKeyBeside(key, fingerprint))
      }
    })
    const found: ErrorEntry[] = []
    const left = await lookAt(groups, async (key, budget) => {
      for await (const [, json] of this.#processesOf(key, budget)) {
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

  async *#processesOf(key: string, budget: LookBudget): ReturnType<typeof textsOf> {
    const answer = await typed(key, 'Hash', this.#skip, () => fieldsOf(this.#redis, key))
    if (answer === undefined) return
    if (answer.left > 0) this.#skip(key, TOO_LARGE, answer.left)
    const fields = answer.fields.slice(0, MAX_PROCESSES)
    yield* textsOf(this.#redis, key, fields, COUNT, budget, this.#skip)
  }
}
