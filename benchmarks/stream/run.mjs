// What it takes to tell many pages how the fleet is: a collector with heartbeats from Redis, and clients of its stream.
//
//   npm run bench:stream [-- --clients 500 --servers 50 --processes 200 --seconds 60 --real-time]
//
// With --real-time all of it runs before the machine's other programs (by chrt, as root): for machines that are busy.
import { execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { heartbeatKey } from '@kymo/protocol'
import { Redis } from 'ioredis'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '500' },
    servers: { type: 'string', default: '50' },
    processes: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    'real-time': { type: 'boolean', default: false },
  },
})
const [clients, servers, processes, seconds] = [
  values.clients,
  values.servers,
  values.processes,
  values.seconds,
].map(Number)
/** Milliseconds between two heartbeats of each process: as often as the stream tells, so that all changes every time. */
const BEAT = 2_000
const WARM_UP = 10_000

if (values['real-time']) execFileSync('chrt', ['--rr', '--pid', '5', String(process.pid)])
const folder = await mkdtemp(join(tmpdir(), 'kymo-bench-'))
const port = await freePort()
const redisServer = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], {
  stdio: 'ignore',
})
const redis = new Redis(`redis://127.0.0.1:${port}`)
redis.on('error', () => undefined)
await redis.ping()

const collector = fork(fileURLToPath(new URL('collector.mjs', import.meta.url)), [
  join(folder, 'store'),
  `redis://127.0.0.1:${port}`,
  'benchmark-token',
])
const [{ url }] = await once(collector, 'message')
const ask = async () => {
  collector.send('usage')
  return (await once(collector, 'message'))[0]
}

const beating = setInterval(() => void beat(), BEAT)
await beat()
await until(async () => (await snapshot()).processes.length === processes)

const alone = await measure(Math.min(20_000, seconds * 1000))
const lags = []
const sizes = []
let measuring = false
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
const ended = []
await Promise.all(Array.from({ length: clients }, listen))
await sleep(WARM_UP)
measuring = true
const crowded = await measure(seconds * 1000)
measuring = false
const { streamClients } = await (await fetch(`${url}/api/status`)).json()
const letGo = ended.length

clearInterval(beating)
agent.destroy()
collector.send('end')
await once(collector, 'exit')
redis.disconnect()
redisServer.kill('SIGKILL')
await once(redisServer, 'exit')
await rm(folder, { recursive: true })

lags.sort((a, b) => a - b)
const at = (share) => `${(lags[Math.ceil(share * lags.length) - 1] ?? Number.NaN).toFixed(0)} ms`
const events = lags.length / clients
const size = sizes.reduce((sum, one) => sum + one, 0) / sizes.length
const report = `# The stream

${servers} servers with ${processes} processes, whose heartbeats come through Redis every ${BEAT / 1000} s, so that every
\`system_pulse\` tells of all of them; ${clients} clients of \`GET /api/stream?events=system_pulse\`, all in one other process
on the same machine. Measured for ${seconds} s. Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}.
Load average ${loadavg()[0].toFixed(1)} at the end${values['real-time'] ? ', and all of this scheduled before what else ran (`--real-time`)' : ''}. \`npm run bench:stream\` makes
this page.

| the collector’s process | without clients | with ${clients} clients |
|---|--:|--:|
| CPU, all threads, of one core | ${percent(alone.cpu)} | ${percent(crowded.cpu)} |
| event loop delay p99 / max | ${ms(alone.delay.p99)} / ${ms(alone.delay.max)} | ${ms(crowded.delay.p99)} / ${ms(crowded.delay.max)} |
| resident memory at the end | ${mb(alone.rss)} | ${mb(crowded.rss)} |

| from the event to its last byte at a client | |
|---|--:|
| p50 | ${at(0.5)} |
| p99 | ${at(0.99)} |
| longest | ${at(1)} |

${events.toFixed(1)} events of ${(size / 1000).toFixed(0)} kB reached each client on average, ${((events * clients * size) / seconds / 1e6).toFixed(1)} MB a second together;
${streamClients} of ${clients} clients were still there at the end, ${letGo} were let go.
`
console.log(report)
await mkdir(new URL('../results/', import.meta.url), { recursive: true })
await writeFile(new URL('../results/stream.md', import.meta.url), report)
process.exit()

async function measure(milliseconds) {
  const before = await ask()
  await sleep(milliseconds)
  const after = await ask()
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
  return { cpu: cpu / 1000 / (after.at - before.at), delay: after.delay, rss: after.rss }
}

/** Opens a stream, and notes of each event how long it took from being made to having come whole. */
function listen() {
  return new Promise((resolve, reject) => {
    const sent = get(`${url}/api/stream?events=system_pulse`, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(response.statusCode))
      let made
      let bytes = 0
      response.on('data', (chunk) => {
        if (made === undefined) {
          const start = chunk.indexOf('event: system_pulse')
          if (start === -1) return
          made = Number(/"time":(\d+)/.exec(chunk.toString('latin1', start, start + 100))?.[1])
          bytes = 0
        }
        bytes += chunk.length
        if (chunk[chunk.length - 1] !== 10 || chunk[chunk.length - 2] !== 10) return
        if (measuring) {
          lags.push(Date.now() - made)
          sizes.push(bytes)
        }
        made = undefined
      })
      response.once('close', () => ended.push(1))
      resolve()
    })
    sent.on('error', (error) => (agent.destroyed ? undefined : reject(error)))
  })
}

async function beat() {
  const pipeline = redis.pipeline()
  for (let i = 0; i < processes; i++) {
    const hostname = `web-${i % servers}.example.internal`
    const told = {
      v: 1,
      timestamp: Date.now(),
      system: {
        hostname,
        platform: 'linux',
        cpu_usage: Math.random() * 100,
        memory_total: 16e9,
        memory_free: Math.round(Math.random() * 16e9),
        load_avg: [Math.random(), 1, 1],
        cpu_count: 8,
        disks: [{ path: '/', total: 1e11, free: Math.round(Math.random() * 1e11) }],
      },
      process: {
        pid: 1000 + i,
        uptime: process.uptime() + i,
        cpu_usage: Math.random() * 100,
        memory_rss: Math.round(Math.random() * 5e8),
        memory_heap: Math.round(Math.random() * 2e8),
        memory_heap_total: 3e8,
        event_loop_delay: { p50: Math.random() * 10, p99: Math.random() * 50, max: Math.random() * 90 },
        event_loop_utilization: Math.random(),
        gc_count: 3,
        gc_duration: Math.random() * 50,
        dropped: 0,
      },
      meta: { app_name: `app-${i % 5}`, environment: 'production', runtime: 'node', version: '1.0.0' },
    }
    pipeline.set(heartbeatKey(told.meta.app_name, `process-${i}`), JSON.stringify(told), 'EX', 30)
  }
  await pipeline.exec()
}

async function snapshot() {
  return (await fetch(`${url}/api/pulse`)).json()
}

async function until(condition) {
  while (!(await condition())) await sleep(200)
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address()
  server.close()
  await once(server, 'close')
  return free
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`
}
function ms(value) {
  return `${value.toFixed(1)} ms`
}
function mb(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
