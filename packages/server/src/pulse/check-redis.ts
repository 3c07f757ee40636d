import { parseRedisAddress } from '../redis/redis-address.ts'
import { RedisLink } from '../redis/redis-link.ts'
import { scanHeartbeats } from './scan-heartbeats.ts'

/** How a Redis is, as one who asks once sees it. */
export interface RedisCheck {
  /** Host and port, without secrets. */
  readonly address: string
  /** Why it can not be used, for people; null where it can. */
  readonly problem: string | null
  /** Such as `7.0.15`; null where it does not say. */
  readonly version: string | null
  /** Apps whose processes have told of themselves within the last 30 s, each with how many there are. */
  readonly apps: Readonly<Record<string, number>>
  /** Heartbeats that can not be read: where, and why. */
  readonly unreadable: readonly { readonly key: string; readonly message: string }[]
}

/**
 * Asks a Redis whether it answers, and whose heartbeats lie there.
 * @param address as `CollectorOptions.redis`
 * @param patience milliseconds. Default: 3000
 * @throws KymoError `BAD_OPTIONS` for what is no address
 */
export async function checkRedis(address: string, patience = 3000): Promise<RedisCheck> {
  const parsed = parseRedisAddress(address)
  const link = new RedisLink(parsed)
  const nothing = { address: parsed.shown, version: null, apps: {}, unreadable: [] }
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined).unref())
  try {
    const found = await Promise.race([look(link), late])
    const problem = link.problem ?? `Redis at ${parsed.shown} does not answer.`
    return found === undefined ? { ...nothing, problem } : { ...nothing, ...found, problem: null }
  } catch (error) {
    return { ...nothing, problem: link.describe(error) }
  } finally {
    await link.close()
  }
}

async function look(link: RedisLink): Promise<Pick<RedisCheck, 'version' | 'apps' | 'unreadable'>> {
  await connected(link)
  const [master] = link.masters()
  // Its user need not be allowed to ask.
  const info = (await master?.info('server').catch(() => '')) ?? ''
  const { heartbeats, problems } = await scanHeartbeats(link)
  const apps: Record<string, number> = {}
  for (const { heartbeat } of heartbeats) {
    const { app_name: app, stopping } = heartbeat.meta
    if (stopping !== true) apps[app] = (apps[app] ?? 0) + 1
  }
  return {
    version: /^redis_version:(\S+)/m.exec(info)?.[1] ?? null,
    apps,
    unreadable: problems.map(({ key, problem }) => ({ key, message: problem.message })),
  }
}

async function connected({ client }: RedisLink): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.once('ready', () => resolve()).once('error', reject)
  })
}
