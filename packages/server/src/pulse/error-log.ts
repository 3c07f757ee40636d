import { type ErrorEntry, errorKeyBeside, type PulseProblem, parseErrorEntry } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { inTurns, isWrongType } from './pulse-keys.ts'

/** Groups of an app that are looked at, those with the newest. */
const MAX_GROUPS = 200
/** Processes of a group that are looked at. */
const MAX_PROCESSES = 2_000

/** Reads the groups of errors that processes put into Redis. */
export class ErrorLog {
  readonly #redis: RedisLink
  readonly #skip: (key: string, problem: PulseProblem) => void

  constructor(redis: RedisLink, skip: (key: string, problem: PulseProblem) => void) {
    this.#redis = redis
    this.#skip = skip
  }

  /** What each process tells of a group. @param keys the apps' ZSets. @throws when Redis does not answer */
  async read(keys: Iterable<string>): Promise<readonly ErrorEntry[]> {
    const groups: string[] = []
    await inTurns([...keys], async (key) => {
      const fingerprints = await this.#typed(key, 'ZSet', () =>
        this.#redis.client.zrevrange(key, 0, MAX_GROUPS - 1),
      )
      for (const fingerprint of fingerprints ?? []) {
        groups.push(errorKeyBeside(key, fingerprint))
      }
    })
    const found: ErrorEntry[] = []
    await inTurns(groups, async (key) => {
      for (const json of await this.#processesOf(key)) {
        const { value: entry, problem } = parseErrorEntry(json)
        if (problem === undefined) found.push(entry)
        else this.#skip(key, problem)
      }
    })
    return found
  }

  async #processesOf(key: string): Promise<string[]> {
    const texts = new Map<string, string>()
    let cursor = '0'
    do {
      const at = cursor
      const answer = await this.#typed(key, 'Hash', () => this.#redis.client.hscan(key, at, 'COUNT', 500))
      if (answer === undefined) break
      const [next, pairs] = answer
      for (let i = 0; i + 1 < pairs.length; i += 2) texts.set(pairs[i] as string, pairs[i + 1] as string)
      cursor = next
    } while (cursor !== '0' && texts.size < MAX_PROCESSES)
    return [...texts.values()]
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
