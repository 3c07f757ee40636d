import {
  keyPattern,
  type PulseHeartbeat,
  type PulseKeyKind,
  parseHeartbeat,
  parsePulseKey,
} from '@kymo/protocol'
import { Cluster, Redis } from 'ioredis'
import { parseRedisAddress } from '../../src/redis/redis-address.ts'

export type Client = Redis | Cluster

/** All keys of a kind, whichever node has them. */
export async function keysOf(client: Client, kind: PulseKeyKind): Promise<string[]> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client]
  return (await Promise.all(nodes.map((node) => node.keys(keyPattern(kind))))).flat()
}

/** What one process has said last, as anybody sees it who looks into Redis. */
export async function heartbeats(client: Client): Promise<PulseHeartbeat[]> {
  const keys = await keysOf(client, 'server')
  const texts = await Promise.all(keys.map((key) => client.get(key)))
  return texts.map((text, index) => {
    const { value, problem } = parseHeartbeat(text as string)
    if (problem !== undefined) throw new Error(`${problem.code}: ${problem.message}`)
    const { app, id } = parsePulseKey(keys[index] as string) ?? {}
    if (value.meta.app_name !== app || value.meta.instance_id !== id)
      throw new Error(`${keys[index]} is not its own`)
    return value
  })
}

/** The newest heartbeat, once there is one after the time given. */
export async function heartbeatAfter(client: Client, time: number): Promise<PulseHeartbeat> {
  for (;;) {
    const found = (await heartbeats(client).catch(() => [])).find(({ timestamp }) => timestamp > time)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const clients = new Set<Client>()

/** A client of the test's own, that takes what comes. */
export function clientOf(url: string): Client {
  const address = parseRedisAddress(url)
  const client = address?.cluster
    ? new Cluster([...address.nodes], { redisOptions: { commandTimeout: 1000 } })
    : new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 100 })
  client.on('error', () => {})
  clients.add(client)
  return client
}

export function closeClients(): void {
  for (const client of clients) client.disconnect()
  clients.clear()
}
