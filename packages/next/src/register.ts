/**
 * The preload: `node --import @kymo/next/register`, or the same in `NODE_OPTIONS`. The agent for Node starts where it
 * should; where Next.js comes to run in that process, it is seen too.
 */
import type { Agent } from '@kymo/node'
import '@kymo/node/register'

const { [Symbol.for('kymo.agent')]: agent } = globalThis as { [key: symbol]: Agent | undefined }
if (agent !== undefined) {
  const { instrumentOnce } = await import('./instrument-once.ts')
  instrumentOnce(agent)
}
