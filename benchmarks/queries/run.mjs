// How long the dashboard's queries take over a large store, measured through the collector's HTTP API.
//
//   npm run bench:queries [-- --spans 10000000 --rounds 20 --folder <kept between runs>]
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCollector } from '@kymo/server'
import { fillStore } from './fill-store.mjs'

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '20' },
    folder: { type: 'string' },
  },
})
const spans = Number(values.spans)
const rounds = Number(values.rounds)
const END = Date.UTC(2026, 0, 2)
const WEEK = 7 * 24 * 60 * 60 * 1000
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'kymo-bench-')))
const file = join(folder, 'kymo.duckdb')

const open = () =>
  createCollector({
    port: 0,
    token: 'benchmark-token',
    openReads: true,
    store: { kind: 'duckdb', folder },
    retention: { maxAge: WEEK, maxSize: 64 * 1024 ** 3 },
    now: () => END,
  })

if (!existsSync(file)) {
  await (await open()).close()
  console.log(`filling a store with ${spans.toLocaleString('en')} spans …`)
  await fillStore(folder, spans, END)
}

const collector = await open()
const read = async (path) => {
  const response = await fetch(`${collector.url}${path}`)
  const body = await response.json()
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`)
  return body
}

const [session] = (await read('/api/sessions?limit=30')).rows.filter((row) => row.opener !== 'request')
const middle = (
  await read(`/api/sessions?limit=200&before=${END - 12 * 60 * 60 * 1000}_ffffffffffffffff`)
).rows.at(-1)
const [fetched] = (await read('/api/fetches?limit=1')).rows
const route = encodeURIComponent('/route/17')

const QUERIES = [
  ['runtime, 50 newest sessions', '/api/runtime'],
  ['sessions, first page of 200', '/api/sessions?limit=200'],
  ['sessions, 12 hours back', `/api/sessions?limit=200&before=${middle.startTime}_${middle.id}`],
  ['sessions by text', '/api/sessions?limit=200&q=route%2F17%2F'],
  ['one session', `/api/sessions/${session.id}`],
  ['one trace', `/api/traces/${fetched.traceId}`],
  ['fetches, first page of 200', '/api/fetches?limit=200'],
  ['fetches by cache and status', '/api/fetches?limit=200&cache=miss&status=2xx'],
  ['fetches by text, last hour', '/api/fetches?limit=200&q=things%2F12&window=1h'],
  ['fetches by text, all', '/api/fetches?limit=200&q=things%2F12'],
  ['fetch facets', '/api/fetches/facets'],
  ['actions', '/api/actions?limit=200'],
  ['errors', '/api/errors'],
  ['errors, 1 hour', '/api/errors?window=1h'],
  ['metrics, 15 minutes', '/api/performance/metrics?window=15m'],
  ['metrics, 1 hour', '/api/performance/metrics?window=1h'],
  ['metrics, 24 hours', '/api/performance/metrics?window=24h'],
  ['series, 15 minutes', '/api/performance/series?window=15m'],
  ['series, 24 hours', '/api/performance/series?window=24h'],
  ['routes, 15 minutes', '/api/performance/routes?window=15m'],
  ['routes, 24 hours', '/api/performance/routes?window=24h'],
  ['slowest of a route, 1 hour', `/api/performance/requests?window=1h&method=GET&route=${route}`],
  ['slowest of a route, 24 hours', `/api/performance/requests?window=24h&method=GET&route=${route}`],
  ['slowest of all, 24 hours', '/api/performance/requests?window=24h'],
  ['traffic of the fleet, 1 hour', '/api/pulse/traffic?window=1h'],
  ['traffic of the fleet, 24 hours', '/api/pulse/traffic?window=24h'],
  ['status', '/api/status'],
]

const [loadBefore] = loadavg()
const times = new Map(QUERIES.map(([name]) => [name, []]))
const cpu = new Map(QUERIES.map(([name]) => [name, []]))
for (let round = 0; round <= rounds; round++) {
  for (const [name, path] of QUERIES) {
    const [began, before] = [performance.now(), process.cpuUsage()]
    await read(path)
    // The first round warms up.
    if (round === 0) continue
    times.get(name).push(performance.now() - began)
    const { user, system } = process.cpuUsage(before)
    cpu.get(name).push((user + system) / 1000)
  }
}
const { size } = await stat(file)
await collector.close()
if (values.folder === undefined) await rm(folder, { recursive: true })

const at = (sorted, fraction) => sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))]
const rows = QUERIES.map(([name, path]) => {
  const sorted = times.get(name).sort((a, b) => a - b)
  const [p50, p95] = [at(sorted, 0.5), at(sorted, 0.95)].map((ms) => ms.toFixed(1))
  const used = at(
    cpu.get(name).sort((a, b) => a - b),
    0.5,
  ).toFixed(1)
  const isFast = at(sorted, 0.95) <= 100 ? 'yes' : 'no'
  return `| ${name} | \`${path.split('?')[0]}\` | ${p50} | ${p95} | ${isFast} | ${used} |`
})
const report = `# Queries over a large store

${spans.toLocaleString('en')} spans of one day in DuckDB (${(size / 1e6).toFixed(0)} MB), asked through the collector's HTTP API by one
client; ${rounds} rounds after one to warm up. Milliseconds from the request to the parsed answer, and of
CPU on all threads, the client's among them (p50), which says more where others use the machine. Node ${process.versions.node},
${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}. The machine's load average was ${loadBefore.toFixed(1)} before and
${loadavg()[0].toFixed(1)} after; the collector's process took ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB. \`npm run bench:queries\` makes this page.

| query | | p50 | p95 | ≤ 100 | CPU |
|---|---|--:|--:|---|--:|
${rows.join('\n')}
`
console.log(report)
await mkdir(new URL('../results/', import.meta.url), { recursive: true })
await writeFile(new URL('../results/queries.md', import.meta.url), report)
