// How fast facts come in: posted over HTTP until they can be queried, against DuckDB's own row-wise appender writing the
// same columns of the same facts, in the same run.
//
//   npm run bench:ingest [-- --spans 300000 --rounds 5 --batch 1000 --clients 4]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BATCH_CONTENT_TYPE, encodeBatch } from '@kymo/protocol'
import { createCollector } from '@kymo/server'
import { appendRows } from './append-rows.mjs'
import { makeFacts } from './make-facts.mjs'

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '5' },
    batch: { type: 'string', default: '1000' },
    clients: { type: 'string', default: '4' },
  },
})
const spans = Number(values.spans)
const rounds = Number(values.rounds)
const batchSize = Number(values.batch)
const clients = Number(values.clients)
const TOKEN = 'benchmark-token'

const facts = makeFacts(spans)
const bodies = []
for (let from = 0; from < spans; from += batchSize) {
  const resource = { 'service.name': 'shop', 'service.instance.id': 'bench' }
  const header = { resource, sequence: bodies.length + 1, dropped: 0 }
  bodies.push(encodeBatch(header, facts.slice(from, from + batchSize)))
}
const bytes = bodies.reduce((sum, body) => sum + body.length, 0)

async function throughCollector(folder) {
  const collector = await createCollector({
    port: 0,
    token: TOKEN,
    openReads: true,
    store: { kind: 'duckdb', folder },
    retention: { maxAge: Number.MAX_SAFE_INTEGER, maxSize: Number.MAX_SAFE_INTEGER },
  })
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const options = {
    host: '127.0.0.1',
    port: collector.port,
    agent,
    path: '/api/ingest',
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
  }
  const post = (body) =>
    new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        response.resume()
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(response.statusCode)),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  let next = 0
  const client = async () => {
    while (next < bodies.length) await post(bodies[next++])
  }
  const [began, cpuBefore] = [performance.now(), process.cpuUsage()]
  await Promise.all(Array.from({ length: clients }, client))
  const { totalRequests } = await (
    await fetch(`${collector.url}/api/performance/metrics?window=all&include=all`)
  ).json()
  const took = performance.now() - began
  const cpu = process.cpuUsage(cpuBefore)
  agent.destroy()
  await collector.close()
  if (totalRequests !== facts.filter(({ kind }) => kind === 'request').length)
    throw new Error('Not all came in.')
  return { took, cpu: (cpu.user + cpu.system) / 1000 }
}

const results = { collector: [], appender: [] }
for (let round = 0; round <= rounds; round++) {
  for (const [name, run] of [
    ['appender', (folder) => appendRows(folder, facts, batchSize)],
    ['collector', throughCollector],
  ]) {
    const folder = await mkdtemp(join(tmpdir(), 'kymo-bench-'))
    const result = await run(folder)
    await rm(folder, { recursive: true })
    // The first round warms up.
    if (round > 0) results[name].push(result)
    console.error(`${round === 0 ? 'warm-up' : `round ${round}`} ${name}: ${rate(result.took)} spans/s`)
  }
}

function rate(ms) {
  return Math.round(spans / (ms / 1000)).toLocaleString('en')
}
const median = (list, of) => list.map(of).sort((a, b) => a - b)[Math.floor(list.length / 2)]
const line = (title, list) => {
  const took = median(list, (one) => one.took)
  const cpu = median(list, (one) => one.cpu)
  return `| ${title} | ${rate(took)} | ${((took / spans) * 1000).toFixed(1)} | ${((cpu / spans) * 1000).toFixed(1)} |`
}
const ratio = median(results.appender, (one) => one.took) / median(results.collector, (one) => one.took)
const report = `# Ingest

${spans.toLocaleString('en')} spans (a third requests, the rest fetches and renders; ${(bytes / spans).toFixed(0)} bytes each on the
wire) in batches of ${batchSize}, each committed to disk before the next of its client is sent. Medians of ${rounds} rounds after one to warm
up; the clients run in the collector's own process and share its CPU. Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}.
Load average ${loadavg()[0].toFixed(1)} at the end. \`npm run bench:ingest\` makes this page.

| | spans/s | µs a span | CPU µs a span, all threads |
|---|--:|--:|--:|
${line('DuckDB’s row-wise appender, kept open: the same columns, computed beforehand', results.appender)}
${line(`HTTP post by ${clients} clients → decode → columns → durable → queried`, results.collector)}

The way over HTTP reaches **${ratio.toFixed(2)} ×** the appender’s rate (target: 0.5 ×).
`
console.log(report)
await mkdir(new URL('../results/', import.meta.url), { recursive: true })
await writeFile(new URL('../results/ingest.md', import.meta.url), report)
