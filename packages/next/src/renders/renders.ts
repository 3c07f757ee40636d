import type { IncomingMessage } from 'node:http'
import { types } from 'node:util'
import { type ActiveSpan, type Agent, errorTypeOf } from '@kymo/node'
import type { Attributes } from '@kymo/protocol'
import { isControlFlow } from '../errors/control-flow.ts'
import { guard } from '../internals/guard.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'

/** A piece of the framework's work within a request. */
export interface RenderWork {
  /** In people's words, such as `layout /product`. */
  readonly name: string
  readonly attributes?: Attributes
  /**
   * Milliseconds that it takes at least to be told of; 0 tells of it always. What may be left out is the parent of
   * nothing.
   */
  readonly atLeast?: number
  /** Milliseconds since the Unix epoch; default now. */
  readonly start?: number | undefined
}

/** Makes the spans of kind `render`. */
export class Renders {
  readonly #agent: Agent
  readonly #requests: RequestRegistry

  constructor(agent: Agent, requests: RequestRegistry) {
    this.#agent = agent
    this.#requests = requests
  }

  /** Whether the code now running works for a request: what does not is not shown. */
  get inRequest(): boolean {
    return this.#request() !== undefined
  }

  /** The route whose page or handler runs for the request, as far as that is known. */
  get route(): string | undefined {
    const request = this.#requests.requestSpanOf(this.#agent.currentSpan())
    return request === undefined ? undefined : this.#requests.renderedRouteOf(request)?.pathname
  }

  /** A span that has begun; undefined outside of requests. */
  begin({ name, attributes, start }: RenderWork): ActiveSpan | undefined {
    const request = this.#request()
    if (request === undefined) return undefined
    const span = this.#agent.startSpan('render', name, start === undefined ? {} : { start })
    for (const key in attributes) span.set(key, attributes[key])
    this.#requests.join(span, request)
    return span
  }

  /** Makes what `fn` does belong to the span. Does not end it. */
  within<T>(span: ActiveSpan, fn: () => T): T {
    return this.#agent.runInSpan(span, fn)
  }

  /** Calls `fn` and makes a span of it, until the promise that it returns, if it does, is settled. */
  watch<T>(work: RenderWork, fn: () => T): T {
    const span = guard('renders', () => this.begin(work))
    if (span === undefined) return fn()
    const { atLeast = 0 } = work
    const end = (): unknown => guard('renders', () => endRender(span, atLeast))
    const fail = (error: unknown): unknown => guard('renders', () => endRender(span, atLeast, error))
    let result: T
    try {
      result = atLeast > 0 ? fn() : this.within(span, fn)
    } catch (error) {
      fail(error)
      throw error
    }
    if (types.isPromise(result)) result.then(end, fail)
    else end()
    return result
  }

  /** After the answer Next.js renders some pages once more, to see whether it could have been done ahead. */
  #request(): IncomingMessage | undefined {
    const current = this.#agent.currentSpan()
    const request = this.#requests.requestSpanOf(current)
    return request !== undefined && this.#requests.isOpen(request)
      ? this.#requests.requestOf(current)
      : undefined
  }
}

/** Ends a span that took at least so long; one that failed is always told of, a look for a page that is not there never. */
export function endRender(span: ActiveSpan, atLeast: number, error?: unknown): void {
  if (error instanceof Error && error.name === 'PageNotFoundError') return
  if (error instanceof Error && !isControlFlow(error) && !isAnswer(error)) {
    span.set('error.type', errorTypeOf(error))
    span.end('error')
  } else if (atLeast === 0 || timeNow() - span.start >= atLeast) span.end()
}

/** How a proxy's own answer comes up through the server: thrown, with the answer in it. */
function isAnswer(error: Error & { readonly bubble?: unknown }): boolean {
  return error.bubble === true
}

function timeNow(): number {
  return performance.timeOrigin + performance.now()
}
