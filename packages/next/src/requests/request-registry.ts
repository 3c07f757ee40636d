import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { ActiveSpan } from '@kymo/node'
import type { RouteDefinition, WorkStore } from '../internals/next-types.ts'
import { renderedRoute } from './route.ts'

/**
 * Which request a span works for: the agent's own spans know their parents, not their request.
 *
 * A span may live long after its request, in the context of whatever the app began within it and has kept; so from the
 * span there is no hold on the request, and on what Next.js keeps of the render only until the request's end.
 */
export class RequestRegistry {
  readonly #requests = new WeakMap<ActiveSpan, WeakRef<IncomingMessage>>()
  readonly #urls = new WeakMap<ActiveSpan, string>()
  readonly #works = new WeakMap<ActiveSpan, WorkStore>()
  readonly #rendered = new WeakMap<ActiveSpan, RouteDefinition>()
  readonly #spans = new WeakMap<IncomingMessage | IncomingHttpHeaders, ActiveSpan>()

  add(span: ActiveSpan, request: IncomingMessage): void {
    this.join(span, request)
    this.#urls.set(span, request.url ?? '/')
    this.#spans.set(request, span).set(request.headers, span)
  }

  /** The request has ended, and was told of. */
  end(span: ActiveSpan): void {
    this.#urls.delete(span)
    this.#works.delete(span)
  }

  /** Whether the request goes on. */
  isOpen(span: ActiveSpan): boolean {
    return this.#urls.has(span)
  }

  /** The store of the request's render comes after that of the proxy, and takes its place. */
  setWork(span: ActiveSpan, store: WorkStore): void {
    // What goes on after the end has the same store.
    if (!this.isOpen(span)) return
    this.#works.set(span, store)
    const route = renderedRoute(store)
    if (route !== undefined) this.#rendered.set(span, route)
  }

  workOf(span: ActiveSpan): WorkStore | undefined {
    return this.#works.get(span)
  }

  /** The route whose page or handler ran for it, though another page told of the failure. */
  renderedRouteOf(span: ActiveSpan): RouteDefinition | undefined {
    return this.#rendered.get(span)
  }

  /** Says that a span within the request, such as an action's or a render's, works for it. */
  join(span: ActiveSpan, request: IncomingMessage): void {
    this.#requests.set(span, new WeakRef(request))
  }

  requestOf(span: ActiveSpan | undefined): IncomingMessage | undefined {
    return span === undefined ? undefined : this.#requests.get(span)?.deref()
  }

  /** The span of the request that a span within it works for. */
  requestSpanOf(span: ActiveSpan | undefined): ActiveSpan | undefined {
    const request = this.requestOf(span)
    return request === undefined ? undefined : this.#spans.get(request)
  }

  /** Path and query as they came: Next.js changes the request's own when it rewrites. */
  urlOf(span: ActiveSpan): string | undefined {
    return this.#urls.get(span)
  }

  /** The request's span by its headers, the one part of a request that Next.js hands on as it is. */
  spanOf(headers: unknown): ActiveSpan | undefined {
    return typeof headers === 'object' && headers !== null
      ? this.#spans.get(headers as IncomingHttpHeaders)
      : undefined
  }
}
