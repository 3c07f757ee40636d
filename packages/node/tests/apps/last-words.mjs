// Has nothing to do but to tell of a span, and waits for that.
import { startAgent } from '@kymo/node'

process.disconnect()
const agent = startAgent()
agent.startSpan('measure', 'last words').end()
await agent[process.argv[2]]()
console.log('goes on')
