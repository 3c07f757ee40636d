// A server that has a pulse, and a link of its own to the same Redis to load.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { AgentScope } from '../../dist/context.js'
import { startAgent, startPulse } from '../../dist/index.js'
import { parseRedisAddress } from '../../dist/redis/redis-address.js'
import { RedisLink } from '../../dist/redis/redis-link.js'

if (process.argv.includes('start-pulse')) startPulse({ app: 'lone', version: '7.7.7', role: 'worker' })

const server = createServer((_, response) => response.end('fine'))
let link

const answers = {
  stop: async () => {
    await startAgent().stop()
    await startPulse().stop()
    return {}
  },
  link: () => {
    link ??= new RedisLink(parseRedisAddress(process.env.KYMO_REDIS_URL), new AgentScope())
    return { ready: link.ready }
  },
  // As fast as it can, without waiting for any.
  hammer: async ({ times }) => {
    const codes = {}
    let most = 0
    const value = 'x'.repeat(1000)
    const all = []
    for (let i = 0; i < times; i++) {
      const sent = link.command('SET', 'load', value).then(
        () => 'done',
        (error) => error.code ?? error.message,
      )
      all.push(sent)
      most = Math.max(most, link.commands)
    }
    for (const code of await Promise.all(all)) codes[code] = (codes[code] ?? 0) + 1
    return { codes, most, left: link.commands }
  },
  heap: () => {
    globalThis.gc()
    return { heap: process.memoryUsage().heapUsed }
  },
  state: () => ({
    loaded: Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('ioredis'))
      .length,
    enabled: startAgent().enabled,
    hookErrors: startAgent().stats.hookErrors,
    facts: startAgent().stats.facts,
    instanceId: startPulse().instanceId,
  }),
  /** @param mistakes of how many kinds it tells in its last moment */
  exit: ({ code, mistakes = 0 }) => {
    for (let i = 0; i < mistakes; i++) {
      startAgent().exception(Object.assign(new Error('late'), { name: `Mistake${i}` }))
    }
    process.exit(code)
  },
  throw: () =>
    void setImmediate(() => {
      throw new Error('uncaught')
    }),
  // Nothing is left to do.
  end: () => {
    server.close()
    process.disconnect()
  },
}

process.on('message', async (message) => {
  const answer = await answers[message.do](message)
  if (process.connected) process.send(answer ?? {})
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
