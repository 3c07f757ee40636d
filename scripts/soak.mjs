// Lets a fleet run under load while its collectors and its Redis are killed, stopped and begun again, and counts: every
// fact must be in one store, once. `npm run soak -- --minutes 10`; exits with 1 when a fact is lost or counted twice.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { runnerImport } from 'vite'
import { countStores } from './soak/count.mjs'
import { disturb } from './soak/disturb.mjs'
import { SoakApp, SoakCollector } from './soak/fleet.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Requests a second of each app. */
    rate: { type: 'string', default: '50' },
    collectors: { type: 'string', default: '2' },
    /** Every second one sends by HTTP, the others through Redis. */
    apps: { type: 'string', default: '4' },
    calm: { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const REPORT_INTERVAL = 5000
const TOKEN = 'a-token-of-the-soak-test'
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const { module: support } = await runnerImport(new URL('../tests/support/redis.ts', import.meta.url).pathname)
const folder = await mkdtemp(join(tmpdir(), 'kymo-soak-'))
// With `everysec`, Redis answers before it has written when the disk is slow, and forgets that when it is killed.
const redis = await support.RedisServer.start({ appendonly: true, settings: [['appendfsync', 'always']] })
const client = new Redis(redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => 200 })
client.on('error', () => {})

const collectors = await Promise.all(
  Array.from({ length: Number(values.collectors) }, (_, i) =>
    SoakCollector.start({
      port: 0,
      token: TOKEN,
      openReads: true,
      store: { kind: 'duckdb', folder: join(folder, `store-${i}`) },
      redis: redis.url,
      redisClaimIdle: 5000,
    }),
  ),
)
const apps = await Promise.all(
  Array.from({ length: Number(values.apps) }, (_, i) => {
    const way =
      i % 2 === 0
        ? { KYMO_URL: collectors[(i / 2) % collectors.length].url, KYMO_TOKEN: TOKEN }
        : { KYMO_REDIS_URL: redis.url, KYMO_FACTS: 'redis' }
    return SoakApp.start(`app-${i}`, Number(values.rate), { KYMO_APP: 'soak', ...way })
  }),
)

const began = Date.now()
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)
const stored = () => sum(collectors.flatMap(({ facts }) => [...facts.values()]))
const clock = () => {
  const seconds = Math.floor((Date.now() - began) / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`
}
const mebibytes = (list) => list.map((number) => (number === 0 ? '-' : number.toFixed(0))).join(' ')
const droppedInRedis = async () => Number((await client.get('kymo:{facts}:dropped').catch(() => 0)) ?? 0)

async function report() {
  await Promise.all([
    ...apps.map((app) => app.ask('figures')),
    ...collectors.map((collector) => collector.status()),
  ])
  const memory = await Promise.all([...apps, ...collectors].map((member) => member.look()))
  const backlog = await client.xlen('kymo:{facts}').catch(() => '?')
  const dropped = sum(apps.map(({ stats }) => stats.dropped)) + (await droppedInRedis())
  console.log(
    [
      clock(),
      `made ${sum(apps.map(({ stats }) => stats.facts))}`,
      `stored ${stored()}`,
      `with agents ${sum(apps.map(({ stats }) => stats.pending))}`,
      `batches in Redis ${backlog}`,
      `dropped ${dropped}`,
      `MiB of agents ${mebibytes(memory.slice(0, apps.length))}`,
      `of collectors ${mebibytes(memory.slice(apps.length))}`,
    ].join('  '),
  )
}

const end = began + minutes * 60_000
const goesOn = () => Date.now() < end
console.log(
  `${apps.length} apps, ${collectors.length} collectors, ${values.rate} requests/s each, ${minutes} min`,
)
const disturbing = values.calm
  ? Promise.resolve()
  : disturb({ collectors, redis }, goesOn, (what) => console.log(`${clock()}  · ${what}`))
while (goesOn()) {
  await sleep(Math.min(REPORT_INTERVAL, Math.max(0, end - Date.now())))
  await report()
}
await disturbing
await Promise.all(apps.map((app) => app.ask('end')))

/** Nothing waits in Redis, and no collector has taken anything over that it has not counted. */
async function isSettled() {
  const [entries, taken, pending] = await Promise.all([
    client.xlen('kymo:{facts}'),
    client.keys('kymo:{facts}:taken:*'),
    client.xpending('kymo:{facts}', 'kymo'),
  ]).catch(() => [1, [], [1]])
  return entries === 0 && taken.length === 0 && pending[0] === 0
}
const patience = Date.now() + 120_000
while (!(await isSettled()) && Date.now() < patience) await sleep(200)
const droppedByRedis = await droppedInRedis()
await Promise.all(collectors.map((collector) => collector.close()))

const made = sum(apps.map(({ stats }) => stats.facts))
const dropped = sum(apps.map(({ stats }) => stats.dropped)) + droppedByRedis
// A process that is to end waits two seconds for its collector, and no longer.
const undelivered = sum(apps.map(({ stats }) => stats.pending))
const counted = await countStores(
  apps,
  collectors.map((collector) => collector.folder),
)
const lost = Math.max(
  0,
  made - dropped - undelivered - counted.facts,
  counted.missing - dropped - undelivered,
)
const duplicated = Math.max(0, counted.facts - (made - dropped), counted.twice)
const figure = (label, value) => console.log(`${label.padEnd(12)} ${String(value).padStart(10)}`)
console.log('')
figure('made', made)
figure('stored', counted.facts)
figure('dropped', dropped)
figure('undelivered', undelivered)
figure('lost', lost)
figure('duplicated', duplicated)
console.log('\nMiB             first   middle     last  highest')
const row = (label, { memory }) => {
  const picks = [memory[0], memory[Math.floor(memory.length / 2)], memory.at(-1), Math.max(...memory)]
  console.log(label.padEnd(12) + picks.map((number) => (number ?? 0).toFixed(0).padStart(9)).join(''))
}
for (const [i, app] of apps.entries()) row(`app-${i} ${i % 2 === 0 ? 'http' : 'redis'}`, app)
for (const [i, collector] of collectors.entries()) row(`collector-${i}`, collector)

client.disconnect()
await redis.remove()
await rm(folder, { recursive: true, force: true })
process.exit(lost === 0 && duplicated === 0 ? 0 : 1)
