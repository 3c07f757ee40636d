import { PULSE_KEY_PREFIX, type PulseProblem, type SkippedPayload } from '@kymo/protocol'

/** Tells of payloads that could not be read. @param times how many there were; default: 1 */
export type Skip = (key: string, problem: PulseProblem, times?: number) => void

/** Shown, the newest. */
const SHOWN = 50
/** Remembered, so that they are counted on. */
const REMEMBERED = 1_000
/** UTF-16 units of what is shown of a key. */
const KEY_LENGTH = 200

/** Payloads that could not be read, by key and reason. */
export class SkippedPayloads {
  readonly #now: () => number
  /** Oldest first. */
  readonly #entries = new Map<string, SkippedPayload>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** @param times how many such payloads there were */
  add(key: string, { code, message }: PulseProblem, times = 1): void {
    const shown = key.length > KEY_LENGTH ? `${key.slice(0, KEY_LENGTH)}…` : key
    const name = `${code} ${shown}`
    const count = (this.#entries.get(name)?.count ?? 0) + times
    this.#entries.delete(name)
    this.#entries.set(name, { key: shown, code, message, count, lastSeen: this.#now() })
    if (this.#entries.size > REMEMBERED) this.#entries.delete(this.#entries.keys().next().value as string)
  }

  /** Processes beyond the most that are looked at are not shown. @param most how many are */
  addBeyond(count: number, most: number): void {
    if (count === 0) return
    const message = `There are more than ${most} processes: ${count} are not shown.`
    this.add(`${PULSE_KEY_PREFIX}:server:*`, { code: 'PULSE_TOO_MANY', message })
  }

  /** Newest first. */
  list(): readonly SkippedPayload[] {
    return [...this.#entries.values()].slice(-SHOWN).reverse()
  }
}
