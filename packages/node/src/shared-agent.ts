import type { Agent } from './agent.ts'
import { processWide } from './process-wide.ts'

/** The process's agent. */
export const { get: runningAgent, share: shareAgent } = processWide<Agent>('kymo.agent')
