import { PULSE_KEY_PREFIX, parsePulseKey } from '@kymo/protocol'
import type { RedisLink } from '../redis/redis-link.ts'
import { VALUE_BYTES } from './bounded-reads.ts'
import type { Skip } from './skipped-payloads.ts'

/** Keys looked at of one kind; those beyond are counted. */
export const MAX_KEYS = 10_000
/** Commands that wait for their answers at a time. */
export const COMMANDS = 500

/** Keys of the pulse. */
export interface PulseKeys {
  readonly heartbeats: ReadonlySet<string>
  readonly slow: ReadonlySet<string>
  readonly errors: ReadonlySet<string>
  readonly traffic: ReadonlySet<string>
  /** Heartbeats beyond those that are looked at. */
  readonly beyond: number
}

/** Finds them on every master, in one go over all keys. @throws when Redis does not answer */
export async function scanPulseKeys(redis: RedisLink): Promise<PulseKeys> {
  const found = {
    server: new Set<string>(),
    slow: new Set<string>(),
    errors: new Set<string>(),
    traffic: new Set<string>(),
  }
  let beyond = 0
  for await (const keys of redis.scan(`${PULSE_KEY_PREFIX}:*`)) {
    for (const key of keys) {
      const kind = kindOf(key)
      const ofKind = found[kind as keyof typeof found]
      if (ofKind === undefined || ofKind.has(key)) continue
      if (ofKind.size < MAX_KEYS) ofKind.add(key)
      else if (kind === 'server') beyond++
    }
  }
  const { server, slow, errors, traffic } = found
  return { heartbeats: server, slow, errors, traffic, beyond }
}

/** A key that can not be read as one of the pulse's is looked at all the same: it may say what is wrong with it. */
function kindOf(key: string): string | undefined {
  return parsePulseKey(key)?.kind ?? (key.startsWith(`${PULSE_KEY_PREFIX}:server:`) ? 'server' : undefined)
}

/** What a key holds: its text, nothing, or something else than a text. */
export type KeyText = { readonly text: string } | { readonly wrongType: true } | undefined

/**
 * Reads texts, no more of each than a payload may have.
 * @returns why some could not be read: Redis, or a part of it, did not answer
 */
export async function readTexts(
  redis: RedisLink,
  keys: readonly string[],
  told: (key: string, value: KeyText) => void,
): Promise<unknown> {
  let failure: unknown
  await inTurns(keys, COMMANDS, async (key) => {
    try {
      const text = await redis.client.getrange(key, 0, VALUE_BYTES)
      told(key, text === '' ? undefined : { text })
    } catch (error) {
      if (isWrongType(error)) told(key, { wrongType: true })
      else failure ??= error
    }
  })
  return failure
}

/** What was asked of a key; undefined, and told of, where it holds something of another type. */
export async function typed<Answer>(
  key: string,
  type: 'Hash' | 'Stream' | 'ZSet',
  skip: Skip,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (!isWrongType(error)) throw error
    skip(key, { code: 'PULSE_BROKEN', message: `The key must hold a ${type}.` })
    return undefined
  }
}

function isWrongType(error: unknown): boolean {
  // Where a script met it, older servers say that first.
  return error instanceof Error && /^WRONGTYPE|: WRONGTYPE /.test(error.message)
}

/** Some at a time; in a cluster each goes where its key lies, so there is no pipeline for all. */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce) {
    await Promise.all(items.slice(at, at + atOnce).map(task))
  }
}
