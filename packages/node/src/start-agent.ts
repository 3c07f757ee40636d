import type { Agent } from './agent.ts'
import { DISABLED_AGENT } from './disabled-agent.ts'
import { NodeAgent } from './node-agent.ts'
import { type AgentOptions, resolveOptions } from './options.ts'
import { reportOnce } from './report.ts'
import { runningAgent, shareAgent } from './shared-agent.ts'

/**
 * Starts the process's agent, or returns the one that already runs: also one that another copy of this package
 * started. When it is switched off, the agent returned takes every call and does nothing. Never throws: so it is, too,
 * with options that nothing can be made of, and people are told.
 *
 * @example
 * const agent = startAgent({ url: 'http://127.0.0.1:4600', token: '…' })
 */
export function startAgent(options: AgentOptions = {}): Agent {
  const running = runningAgent()
  if (running !== undefined) return running
  try {
    return start(options)
  } catch (error) {
    const reason = String(error)
    reportOnce(
      'KYMO_NOT_STARTED',
      `the agent could not start (${reason}); the app runs without it. Check its options.`,
    )
    return DISABLED_AGENT
  }
}

function start(options: AgentOptions): Agent {
  const settings = resolveOptions(options, process.env, (problem) =>
    reportOnce('KYMO_BAD_OPTION', problem, problem),
  )
  if (settings === undefined) return DISABLED_AGENT
  let unshare = (): void => {}
  const agent = new NodeAgent(settings, () => unshare())
  unshare = shareAgent(agent)
  return agent
}
