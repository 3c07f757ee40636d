// Works off jobs; it listens nowhere. KYMO_ROLE=worker says so on the page, and runJob has each job counted.
import { setTimeout as pause } from 'node:timers/promises'
import { runJob } from '@kymo/node'

let stopping = false
process.once('SIGTERM', () => {
  stopping = true
})

async function sendReceipt() {
  await pause(50 + Math.random() * 200)
  // A mail server that is busy now and then.
  if (Math.random() < 0.03) throw new MailError('The mail server answered 421.')
}

class MailError extends Error {
  name = 'MailError'
}

console.log('The worker waits for jobs.')
while (!stopping) {
  // Seen by Kymo, and tried again with the next.
  await runJob('send-receipt', sendReceipt).catch(() => {})
  await pause(300)
}
// What the agent holds goes out as the process ends.
process.exit(0)
