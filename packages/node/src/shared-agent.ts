import type { Agent } from './agent.ts'

/** Shared by all copies of this package in a process: a bundler makes its own of it. */
const KEY = Symbol.for('kymo.agent')
const shared = globalThis as { [KEY]?: Agent }

/** The one that this process has by now. */
export function runningAgent(): Agent | undefined {
  return shared[KEY]
}

/** Makes it the process's. Returns how to undo it. */
export function shareAgent(agent: Agent): () => void {
  Object.defineProperty(shared, KEY, { value: agent, configurable: true })
  return () => {
    if (shared[KEY] === agent) delete shared[KEY]
  }
}
