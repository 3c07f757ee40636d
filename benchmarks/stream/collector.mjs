// The collector of the benchmark, in a process of its own, so that what it takes can be told from what clients take.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createCollector } from '@kymo/server'

const [, , folder, redis, token] = process.argv
const collector = await createCollector({
  port: 0,
  token,
  openReads: true,
  store: { kind: 'duckdb', folder },
  redis,
})
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('message', async (asked) => {
  if (asked === 'end') {
    await collector.close()
    process.exit()
  }
  const { rss } = process.memoryUsage()
  process.send({
    at: performance.now(),
    cpu: process.cpuUsage(),
    rss,
    delay: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
  })
  delay.reset()
})
process.send({ url: `http://127.0.0.1:${collector.port}` })
