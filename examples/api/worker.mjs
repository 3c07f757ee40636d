// Works off jobs; it listens nowhere. KYMO_ROLE=worker says so on the page.
import { setTimeout as pause } from 'node:timers/promises'
import { startAgent } from '@kymo/node'

const agent = startAgent()
let stopping = false
process.once('SIGTERM', () => {
  stopping = true
})

console.log('The worker waits for jobs.')
while (!stopping) {
  await agent.runJob('send-receipts', () => pause(50 + Math.random() * 200))
  await pause(300)
}
await agent.stop()
