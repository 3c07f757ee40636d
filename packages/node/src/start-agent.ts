import type { Agent } from './agent.ts'
import { DISABLED_AGENT } from './disabled-agent.ts'
import { NodeAgent } from './node-agent.ts'
import { type AgentOptions, resolveOptions } from './options.ts'
import { reportOnce } from './report.ts'

/** Shared by all copies of this package in a process: a bundler makes its own of it. */
const KEY = Symbol.for('kymo.agent')
const shared = globalThis as { [KEY]?: Agent }

/**
 * Starts the process's agent, or returns the one that already runs: also one that another copy of this package
 * started. When it is switched off, the agent returned takes every call and does nothing.
 *
 * @example
 * const agent = startAgent({ url: 'http://127.0.0.1:4600', token: '…' })
 */
export function startAgent(options: AgentOptions = {}): Agent {
  const running = shared[KEY]
  if (running !== undefined) return running
  const settings = resolveOptions(options, process.env, (problem) =>
    reportOnce('KYMO_BAD_OPTION', problem, problem),
  )
  if (settings === undefined) return DISABLED_AGENT
  const agent = new NodeAgent(settings, () => {
    if (shared[KEY] === agent) delete shared[KEY]
  })
  Object.defineProperty(shared, KEY, { value: agent, configurable: true })
  return agent
}
