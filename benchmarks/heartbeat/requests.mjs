// What it costs the app that the pulse counts its requests: CPU time of one thread for a request that has ended, by the
// recorder itself, and for an error; then what the text of a minute takes.
//
//   npm run bench:requests [-- --requests 2000000]
import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { AgentScope } from '../../packages/node/dist/context.js'
import { seenError } from '../../packages/node/dist/pulse/errors/seen-error.js'
import { pulseIdentity } from '../../packages/node/dist/pulse/identity.js'
import { PulseRecorder } from '../../packages/node/dist/pulse/pulse-recorder.js'
import { TrafficAccount } from '../../packages/node/dist/pulse/traffic/traffic-account.js'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '2000000' } } })
const requests = Number(values.requests)
const ROUNDS = 9
/** Microseconds. */
const TARGET = 1

const identity = pulseIdentity({ 'service.name': 'api', 'service.instance.id': 'bench' }, 'server')
/** A Redis that is away: what is counted is kept. */
const link = { ready: false, onReady: () => () => {}, command: () => Promise.reject(new Error('away')) }
const failures = []
const recorder = new PulseRecorder({
  identity,
  link,
  scope: new AgentScope(),
  settings: { slow: 1000, slowRoutes: { 'GET /export/:id': 5000 } },
  failed: (error) => failures.push(error),
})

const routes = Array.from({ length: 60 }, (_, i) => `/api/things-${i}/:id`)
const headers = { host: 'localhost', accept: '*/*' }
const began = Date.now()

/** Latencies as of an app: most are short, some are not. */
const durations = Float64Array.from({ length: 4096 }, (_, i) => 2 + ((i * 2654435761) % 4096) ** 2 / 200_000)

function ended(i, route, url) {
  const start = began + i / 20
  return {
    method: i % 10 === 0 ? 'POST' : 'GET',
    ...{ route, url, headers, start },
    purpose: 'data',
    status: 200,
    end: start + durations[i & 4095],
    failed: i % 100 === 0,
    trace: undefined,
    whole: headers,
  }
}

const paths = Array.from({ length: 500 }, (_, i) => `/orders/${i}/items`)
const cases = [
  ['named by its framework', requests, (i) => recorder.request(ended(i, routes[i % 60], '/api/things/17'))],
  ['named by its path, one of 500', requests, (i) => recorder.request(ended(i, undefined, paths[i % 500]))],
  [
    'named by its path, never the same',
    requests / 20,
    (i) => recorder.request(ended(i, undefined, `/orders/${i}/items?page=${i}`)),
  ],
  ['an error: its stack read, redacted and told from others', requests / 500, fail],
]

function fail(i) {
  const error = new Error(`no order ${i}`)
  recorder.exception(error, seenError(error, undefined))
}

const rows = cases.map(([name, times, task]) => {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage()
    for (let i = 0; i < times; i++) task(i)
    const { user, system } = process.cpuUsage(start)
    // The first warms up.
    if (round > 0) rounds.push((user + system) / times)
  }
  rounds.sort((a, b) => a - b)
  return { name, median: rounds[rounds.length >> 1], most: rounds.at(-1) }
})
console.table(rows)
if (failures.length > 0) throw failures[0]

const minute = minuteOf(60)
const met = rows[0].median <= TARGET && rows[1].median <= TARGET
await writeFile(
  new URL('../results/requests.md', import.meta.url),
  `# A request, as the pulse counts it

Microseconds of CPU for each that has ended, the making of the object that tells of it included: ${requests.toLocaleString('en')} of them on 60 routes,
medians of ${ROUNDS - 1} rounds after one to warm up. Slow ones are told besides, at most 50 a second.
Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}. The machine's load average was ${loadavg()[0]?.toFixed(1)} at the end.
\`npm run bench:requests\` makes this page.

| | median | most |
|---|--:|--:|
${rows.map(({ name, median, most }) => `| ${name} | ${median.toFixed(2)} | ${most.toFixed(2)} |`).join('\n')}

A request that its framework has named, or whose path has come before, is to take at most ${TARGET} µs: ${met ? 'it does' : 'it does not'}.

The minute of a process with 60 busy routes is a text of ${Math.round(minute.bytes / 1024)} KB, made in ${minute.milliseconds.toFixed(1)} ms, every 5 s while it changes.
`,
)
console.log(
  `at most ${TARGET} µs: ${met ? 'yes' : 'no'}; a minute: ${minute.bytes} bytes, ${minute.milliseconds.toFixed(2)} ms`,
)
if (!met) process.exitCode = 1

function minuteOf(routeCount) {
  const account = new TrafficAccount(identity.source)
  const start = Math.floor(began / 60_000) * 60_000
  for (let i = 0; i < 60_000; i++) {
    account.add('GET', routes[i % routeCount], start, start + durations[i & 4095], false, false)
  }
  let bytes = 0
  const times = []
  for (let round = 0; round < 50; round++) {
    const at = performance.now()
    bytes = account.untold(start + 1000)[0].json.length
    times.push(performance.now() - at)
  }
  return { bytes, milliseconds: times.sort((a, b) => a - b)[25] }
}
