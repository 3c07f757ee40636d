import type { ActiveSpan, Agent, ExceptionReport } from '@kymo/node'
import type { ExceptionMechanism } from '@kymo/protocol'
import { guard } from '../internals/guard.ts'
import type { NextServer } from '../internals/next-server.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { isControlFlow } from './control-flow.ts'
import { describeException } from './describe-exception.ts'
import { property } from './thrown-property.ts'

/** What stands for the request of an error that happened outside of any. */
const NO_REQUEST = {}

/**
 * Records each mistake once, by whichever way it comes first: an action's is seen by the action and by the render, a
 * rejection that a render was waiting for also by the process.
 */
export class ErrorRecorder {
  readonly #agent: Agent
  readonly #next: NextServer
  readonly #requests: RequestRegistry
  /** The requests, by their spans, that each error has failed. */
  readonly #seen = new WeakMap<object, WeakSet<object>>()
  readonly #failed = new WeakSet<ActiveSpan>()

  constructor(agent: Agent, next: NextServer, requests: RequestRegistry) {
    this.#agent = agent
    this.#next = next
    this.#requests = requests
  }

  /** Looks at all exceptions of the process, whoever records them. Returns how to undo it. */
  observe(): () => void {
    return this.#agent.onException((report) => {
      if (isControlFlow(report.thrown) || this.#isCheck()) return false
      const request = this.#requests.requestSpanOf(report.span)
      if (!this.#isNew(report.thrown, request)) return false
      if (request !== undefined) {
        if (this.#failed.has(request) && isAfterTheAnswer(report.thrown)) return false
        this.#failed.add(request)
        // A stage of the render may be too short to be told of itself.
        if (report.span?.kind === 'render') report.span = request
      }
      guard('exceptions', () => describeException(report))
      return true
    })
  }

  /** @param mechanism default: `action` for what happened to the span of one, else `request` */
  record(error: unknown, span: ActiveSpan | undefined, mechanism?: ExceptionMechanism): void {
    this.#agent.exception(error, {
      span,
      mechanism: mechanism ?? (span?.kind === 'action' ? 'action' : 'request'),
    })
  }

  /** Whether an error was recorded of the request that the span works for. */
  haveFailed(span: ActiveSpan | undefined): boolean {
    const request = this.#requests.requestSpanOf(span)
    return request !== undefined && this.#failed.has(request)
  }

  /**
   * Under development Next.js renders a page once more after its answer, to check what of it could be static. What
   * fails then, often the same again as another object, has failed no request.
   */
  #isCheck(): boolean {
    return this.#next.console?.getStore()?.dim === true
  }

  /** Only objects can be told to be the same; one that is kept may fail several requests. */
  #isNew(thrown: ExceptionReport['thrown'], request: ActiveSpan | undefined): boolean {
    if (typeof thrown !== 'object' || thrown === null) return true
    const requests = this.#seen.get(thrown)
    if (requests === undefined) {
      this.#seen.set(thrown, new WeakSet([request ?? NO_REQUEST]))
      return true
    }
    if (request === undefined || requests.has(request)) return false
    requests.add(request)
    return true
  }
}

/** Where a proxy throws, `next start` sends its error page and then begins another answer, which fails. */
function isAfterTheAnswer(thrown: unknown): boolean {
  return property(thrown, 'code') === 'ERR_HTTP_HEADERS_SENT'
}
