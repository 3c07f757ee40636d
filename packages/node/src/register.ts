/**
 * The preload: `node --import @kymo/node/register app.js`, or the same in `NODE_OPTIONS`. Starts the agent from the
 * environment in the process that runs the app. Tools that inherit `NODE_OPTIONS` are left alone, and so are worker
 * threads: what they do for a request is seen in the thread that serves it.
 */
import { isMainThread } from 'node:worker_threads'
import { isSwitchedOn } from './switch.ts'
import { isToolProcess } from './tool-process.ts'

if (isMainThread && isSwitchedOn(process.env) && !isToolProcess(process.argv)) {
  try {
    const { startAgent } = await import('./start-agent.ts')
    startAgent()
  } catch (error) {
    const { reportOnce } = await import('./report.ts')
    reportOnce('KYMO_NOT_STARTED', `the agent could not start; the app runs without it. ${String(error)}`)
  }
}
