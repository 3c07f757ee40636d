// An app under load: its own requests, each with a span that has a number. Every number is to be counted once.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { startAgent } from '@kymo/node'

const [name, rate] = process.argv.slice(2)
const agent = startAgent()
let made = 0

const server = createServer((_request, response) => {
  agent.startSpan('measure', `${name} ${made++}`).end()
  response.end('ok')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}/work`

const underWay = new Set()
async function ask() {
  const answer = await fetch(url)
  await answer.text()
}
const load = setInterval(() => {
  const asked = ask().finally(() => underWay.delete(asked))
  underWay.add(asked)
}, 1000 / Number(rate))

process.on('message', async (message) => {
  if (message === 'end') {
    clearInterval(load)
    await Promise.all(underWay)
    server.close()
    // Collector or Redis may just be coming back.
    for (let attempt = 0; attempt < 120; attempt++) {
      await agent.flush()
      if (agent.stats.pending === 0) break
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    await agent.stop()
  }
  process.send({ made, stats: agent.stats })
  if (message === 'end') process.disconnect()
})
process.send('ready')
