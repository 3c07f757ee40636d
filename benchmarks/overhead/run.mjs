/**
 * CPU that observing adds to a request: `npm run bench:overhead [-- --rounds 9 --requests 20000 --only none,bound,kymo]`.
 * Rounds are interleaved: each runs every variant once, in a fresh process, so that a noisy minute hits all alike.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Child } from './child.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    requests: { type: 'string', default: '20000' },
    only: { type: 'string' },
    output: { type: 'string', default: fileURLToPath(new URL('../results/overhead.md', import.meta.url)) },
  },
})
const rounds = Number(flags.rounds)
const requests = Number(flags.requests)
/**
 * Requests until the compilers have settled: what they do for an agent's code they do once, and it would otherwise be
 * a good part of what is measured.
 */
const WARM_UP = 10_000
/** Milliseconds without another span after which no more are expected, and the most that is waited in all. */
const QUIET = 3000
const LONGEST = 30_000

if (!existsSync(`${here}node_modules`)) {
  console.log('Installing the peers …')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--workspaces=false'], {
    cwd: here,
    stdio: 'inherit',
  })
}
// What is measured is what is built.
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b', 'packages/node'], {
  cwd: root,
  stdio: 'inherit',
})

const { variantsFor } = await import('./variants/variants.mjs')
const { report } = await import('./report.mjs')

const children = new Set()
async function start(file, options) {
  const child = new Child(file, options)
  children.add(child)
  return { child, hello: await child.message() }
}
async function stop(child) {
  await child.stop()
  children.delete(child)
}
async function stopAll() {
  await Promise.all([...children].map(stop))
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopAll().then(() => process.exit(1)))
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until the sink has all that it expects, or nothing more comes. */
async function settle(sink, expected) {
  const begun = performance.now()
  let last = -1
  let since = begun
  while (performance.now() - begun < LONGEST) {
    const { spans } = await sink.ask('count')
    if (spans >= expected) return
    if (spans !== last) {
      last = spans
      since = performance.now()
    }
    if (performance.now() - since > QUIET) return
    await sleep(50)
  }
}

/** One run of one variant in a process of its own. */
async function measure(variant, { sink, sinkUrl, load, upstreamUrl }) {
  const { child, hello } = await start('./server.cjs', {
    preload: variant.preload,
    env: { BENCH_UPSTREAM: upstreamUrl, BENCH_SINK: sinkUrl, ...variant.env },
  })
  try {
    await sink.ask('reset')
    const drive = async (count) => {
      const { error, failed } = await load.ask({ port: hello.port, requests: count }, 300_000)
      if (error !== undefined || failed > 0)
        throw new Error(`${variant.id}: ${error ?? `${failed} requests failed`}`)
    }
    await drive(WARM_UP)
    await child.ask('drain')
    await settle(sink, WARM_UP * variant.spans)
    const before = await child.ask('read')
    await drive(requests)
    await child.ask('drain')
    await settle(sink, (WARM_UP + requests) * variant.spans)
    const after = await child.ask('read')
    const counts = await sink.ask('reset')
    const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system
    return {
      cpu: cpu / requests,
      rss: after.rss / 1024 / 1024,
      spans: counts.spans,
      expected: (WARM_UP + requests) * variant.spans,
      bytes: counts.bytes / (WARM_UP + requests),
      undecoded: counts.undecoded,
    }
  } finally {
    await stop(child)
  }
}

try {
  const sink = await start('./sink.mjs')
  const upstream = await start('./upstream.mjs')
  const load = await start('./load.mjs')
  const sinkUrl = `http://127.0.0.1:${sink.hello.port}`
  const surroundings = {
    sink: sink.child,
    sinkUrl,
    load: load.child,
    upstreamUrl: `http://127.0.0.1:${upstream.hello.port}/price?product=17`,
  }
  const wanted = flags.only?.split(',')
  const variants = variantsFor(sinkUrl).filter(({ id }) => wanted?.includes(id) ?? true)
  const results = new Map(variants.map(({ id }) => [id, []]))
  for (let round = 1; round <= rounds; round++) {
    // There and back: what comes early in a round is not always the same.
    for (const variant of round % 2 === 1 ? variants : variants.toReversed()) {
      const result = await measure(variant, surroundings)
      results.get(variant.id).push(result)
      const { cpu, rss, spans, expected } = result
      console.log(
        `round ${round}/${rounds}  ${variant.id.padEnd(14)} ${cpu.toFixed(1).padStart(7)} µs  ${rss.toFixed(0).padStart(4)} MB  ${spans}/${expected} spans`,
      )
    }
  }
  const text = report({ variants, results, rounds, requests, warmUp: WARM_UP, here })
  console.log(`\n${text}`)
  if (wanted === undefined) {
    mkdirSync(fileURLToPath(new URL('.', `file://${flags.output}`)), { recursive: true })
    writeFileSync(flags.output, text)
  }
} finally {
  await stopAll()
}
