import type { RedisLink } from '../redis/redis-link.ts'
import { TOO_LARGE, valuesOf } from './bounded-reads.ts'
import { inTurns } from './pulse-keys.ts'
import type { Skip } from './skipped-payloads.ts'

/** Bytes that one look at all keys of a kind may bring here; what is beyond waits for another. */
export const LOOK_BYTES = 32 * 1024 * 1024
/** Keys that are read at a time. */
const AT_ONCE = 16

/** What is left of `LOOK_BYTES`. */
export class LookBudget {
  #left = LOOK_BYTES

  get spent(): boolean {
    return this.#left <= 0
  }

  spend(bytes: number): void {
    this.#left -= bytes
  }
}

/** Reads keys until they have brought enough. @returns how many were not read */
export async function lookAt(
  keys: readonly string[],
  read: (key: string, budget: LookBudget) => Promise<void>,
): Promise<number> {
  const budget = new LookBudget()
  let left = 0
  await inTurns(keys, AT_ONCE, async (key) => {
    if (budget.spent) left++
    else await read(key, budget)
  })
  return left
}

/** Another key comes first each time: who fills a look must not be who always does. */
export class Rotation {
  #first = 0

  next(keys: Iterable<string>): string[] {
    const all = [...keys]
    this.#first = all.length === 0 ? 0 : (this.#first + 1) % all.length
    return [...all.slice(this.#first), ...all.slice(0, this.#first)]
  }
}

/** Field and text of a hash's values, as far as the budget goes. @param atOnce fields asked for at once */
export async function* textsOf(
  redis: RedisLink,
  key: string,
  fields: readonly string[],
  atOnce: number,
  budget: LookBudget,
  skip: Skip,
): AsyncIterable<readonly [field: string, text: string]> {
  for (let at = 0; at < fields.length && !budget.spent; ) {
    const some = fields.slice(at, at + atOnce)
    const values = await valuesOf(redis, key, some)
    at += values.length
    for (const [i, value] of values.entries()) {
      if (typeof value === 'number') skip(key, TOO_LARGE)
      if (typeof value !== 'string') continue
      budget.spend(value.length)
      yield [some[i] as string, value]
    }
  }
}
