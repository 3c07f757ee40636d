import type { ActiveSpan, Agent } from '@kymo/node'
import { isControlFlow } from './control-flow.ts'

/** Records each exception once, by whichever way it comes first: an action's is seen by the action and by the render. */
export class ErrorRecorder {
  readonly #agent: Agent
  readonly #seen = new WeakSet<object>()

  constructor(agent: Agent) {
    this.#agent = agent
  }

  record(error: unknown, span: ActiveSpan | undefined): void {
    if (isControlFlow(error)) return
    if (typeof error === 'object' && error !== null) {
      if (this.#seen.has(error)) return
      this.#seen.add(error)
    }
    this.#agent.exception(error, span === undefined ? {} : { span })
  }
}
