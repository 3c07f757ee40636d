import type { Agent } from '@kymo/node'
import { instrumentNext, type NextInstrumentation } from './instrument-next.ts'

/** Shared by all copies of this package in a process. */
const KEY = Symbol.for('kymo.next')
const shared = globalThis as { [KEY]?: NextInstrumentation }

/** Instruments Next.js for the agent of this process, by whichever way that is asked for first. */
export function instrumentOnce(agent: Agent): NextInstrumentation {
  shared[KEY] ??= instrumentNext(agent)
  return shared[KEY]
}
