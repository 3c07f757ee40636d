import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { RedisServer } from './redis.ts'

const run = promisify(execFile)

export interface RedisCluster {
  /** Three masters and their three replicas. */
  readonly nodes: readonly RedisServer[]
  /** As `KYMO_REDIS_URL` takes it. */
  readonly url: string
  remove(): Promise<void>
}

/** A real cluster of six nodes on loopback. Resolves when all slots are served, and each replica could take over. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: 6 }, startNode))
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  const remove = async () => void (await Promise.all(nodes.map((node) => node.remove())))
  try {
    const [first] = nodes as [RedisServer, ...RedisServer[]]
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'])
    const isWhole = async () => {
      const infos = await Promise.all(
        nodes.map(async ({ port }) => {
          const cluster = await run('redis-cli', ['-p', String(port), 'cluster', 'info'])
          const replication = await run('redis-cli', ['-p', String(port), 'info', 'replication'])
          const view = await run('redis-cli', ['-p', String(port), 'cluster', 'nodes'])
          const replicas = view.stdout.match(/slave/g)?.length
          return `${cluster.stdout}${replication.stdout}replicas:${replicas}`
        }),
      )
      return infos.every(
        (info) =>
          info.includes('cluster_state:ok') &&
          info.endsWith('replicas:3') &&
          /role:master[\s\S]*connected_slaves:1|master_link_status:up/.test(info),
      )
    }
    while (!(await isWhole())) await new Promise((resolve) => setTimeout(resolve, 50))
    return { nodes, url: `redis-cluster://127.0.0.1:${first.port},127.0.0.1:${nodes[1]?.port}`, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** The node's bus has a port of its own: the one that it would take may be another test's. */
async function startNode(): Promise<RedisServer> {
  const port = await freePort()
  const bus = await freePort()
  return RedisServer.start({
    port,
    settings: [
      ['cluster-enabled', 'yes'],
      ['cluster-port', String(bus)],
      ['cluster-node-timeout', '2000'],
      ['repl-diskless-sync-delay', '0'],
    ],
  })
}
