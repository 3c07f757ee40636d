import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low)
}

const median = (values) => quantile(values, 0.5)

/** The results as a page of Markdown. What a variant adds is taken within each round, against that round's bare server. */
export function report({ variants, results, rounds, requests, warmUp, here }) {
  const bare = results.get('none')
  const added = new Map(
    variants.map(({ id }) => [id, bare && results.get(id).map(({ cpu }, round) => cpu - bare[round].cpu)]),
  )
  const middle = (id) => (added.get(id) ? median(added.get(id)) : undefined)
  const rows = variants.map(({ id, label, package: name }) => {
    const runs = results.get(id)
    const cpu = runs.map((run) => run.cpu)
    const spans = runs.reduce((sum, run) => sum + run.spans, 0)
    const expected = runs.reduce((sum, run) => sum + run.expected, 0)
    const extra = id === 'none' || !added.get(id) ? undefined : added.get(id)
    return [
      name === undefined ? label : `${label} ${version(here, name)}`,
      median(cpu).toFixed(1),
      extra ? `**${median(extra).toFixed(1)}**` : '–',
      extra ? `${quantile(extra, 0.25).toFixed(1)} – ${quantile(extra, 0.75).toFixed(1)}` : '–',
      extra && middle('bound') ? `${(median(extra) / middle('bound')).toFixed(2)} ×` : '–',
      extra && middle('opentelemetry') ? `${(median(extra) / middle('opentelemetry')).toFixed(2)} ×` : '–',
      expected === 0 ? '–' : `${spans} / ${expected}`,
      expected === 0 ? '–' : median(runs.map((run) => run.bytes)).toFixed(0),
      median(runs.map((run) => run.rss)).toFixed(0),
    ]
  })
  const head = [
    '',
    'CPU µs/request',
    'added µs/request',
    'middle half',
    'of bound',
    'of OpenTelemetry',
    'spans exported / made',
    'bytes/request',
    'RSS MB',
  ]
  const [first] = cpus()
  return `# Overhead of the agent

CPU time that observing adds to one request of a \`node:http\` server that makes one outbound \`fetch\`: two spans, every
request sampled, everything exported to a local sink that decodes and counts it. User and system time of the whole
server process, all threads, exporters drained before the last reading. Made by \`npm run bench:overhead\`.

${[head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}

Medians of ${rounds} interleaved rounds of ${requests} requests after ${warmUp} to warm up, each in a fresh process; "added" is the
difference to the bare server of the same round, "middle half" its quartiles. RSS is read after the last request.

- Machine: ${cpus().length} × ${first?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform} ${process.arch}; Node.js ${process.versions.node}
- OpenTelemetry: auto-instrumentations ${version(here, '@opentelemetry/auto-instrumentations-node')}, OTLP/protobuf over HTTP, a queue of 1,000,000 so that nothing is lost
- dd-trace also makes spans for sockets and look-ups; only requests and fetches are counted here
`
}

function version(here, name) {
  return JSON.parse(readFileSync(`${here}node_modules/${name}/package.json`, 'utf8')).version
}
