/**
 * The app under test: one inbound request, one outbound fetch. CommonJS, because that is where all peers can hook in.
 * Its parent asks for its figures over IPC; a variant's preload may have left `globalThis.drainExporters`.
 */
const http = require('node:http')

const upstream = process.env.BENCH_UPSTREAM

const server = http.createServer(async (_request, response) => {
  const answer = await fetch(upstream)
  const { price } = await answer.json()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ price }))
})

process.on('message', async (question) => {
  if (question === 'drain') await globalThis.drainExporters?.()
  process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit())

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
