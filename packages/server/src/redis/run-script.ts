import { createHash } from 'node:crypto'
import type { RedisClient } from './redis-link.ts'

/** Runs a script: by its digest, or by its text where this server has not seen it. Whatever Redis says is thrown. */
export async function runScript(
  client: RedisClient,
  lua: string,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const digest = createHash('sha1').update(lua).digest('hex')
  try {
    return await client.evalsha(digest, keys.length, ...keys, ...args)
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
    return client.eval(lua, keys.length, ...keys, ...args)
  }
}
