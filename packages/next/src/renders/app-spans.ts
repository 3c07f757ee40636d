import type { ActiveSpan, Agent } from '@kymo/node'
import type { AttributeValue } from '@kymo/protocol'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { milliseconds, type OtelSpan } from './otel-span.ts'

/*
 * The parts of OpenTelemetry's API 1 and of its SDKs 1 and 2 that are read here. Everything is optional: what is not
 * there is not shown.
 */

interface Context {
  getValue(key: symbol): unknown
}

interface SpanOptions {
  readonly kind?: number
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly startTime?: unknown
}

interface Tracer {
  readonly instrumentationScope?: { readonly name?: string }
  readonly instrumentationLibrary?: { readonly name?: string }
  startSpan(name: string, options?: SpanOptions, context?: Context): OtelSpan
  startActiveSpan?(...args: unknown[]): unknown
}

interface Provider {
  getTracer(name: string): Tracer
  getDelegate?(): Provider
}

interface Api {
  readonly trace?: Provider
  readonly context?: { active(): Context }
}

const API = Symbol.for('opentelemetry.js.api.1')
const SPAN_OF_CONTEXT = Symbol.for('OpenTelemetry Context Key SPAN')
const NEXT = 'next.js'
const ERROR = 2

/** Calls and requests that are shown as such already. */
const HTTP_KINDS = new Set([1, 2])
const HTTP_ATTRIBUTES = ['http.request.method', 'http.method', 'url.full', 'http.url']

/** Attributes of one span that are shown, and characters of one. */
const ATTRIBUTES_SHOWN = 32
const LONGEST = 2048

/**
 * Shows spans that the app, or a library in it, makes by OpenTelemetry. The app's provider is left as it is, and gets
 * them all; where it has none, its spans are not made at all and can't be seen.
 */
export class AppSpans {
  readonly #agent: Agent
  readonly #requests: RequestRegistry
  readonly #providers = new WeakSet<Provider>()
  readonly #tracers = new WeakSet<object>()
  readonly #shown = new WeakMap<object, ActiveSpan>()
  /** While a tracer makes a span current: it gives a context then that nobody chose. */
  #entering = false

  constructor(agent: Agent, requests: RequestRegistry) {
    this.#agent = agent
    this.#requests = requests
  }

  /** Looks whether the app has registered a provider since. */
  look(): void {
    const given = api()?.trace
    const provider = given?.getDelegate?.() ?? given
    if (provider === undefined || this.#providers.has(provider)) return
    this.#providers.add(provider)
    // Tracers are asked for early, and kept: all of one kind are observed, whoever has them.
    const prototype = Object.getPrototypeOf(provider.getTracer(NEXT)) as Tracer | null
    if (prototype === null || prototype === Object.prototype || this.#tracers.has(prototype)) return
    this.#tracers.add(prototype)
    if (Object.hasOwn(prototype, 'startSpan')) this.#observe(prototype)
  }

  #observe(prototype: Tracer): void {
    const { startSpan, startActiveSpan } = prototype
    const observer = this
    prototype.startSpan = function (name, options, context) {
      const chosen = observer.#entering ? undefined : context
      observer.#entering = false
      const otelSpan = Reflect.apply(startSpan, this, [name, options, context])
      guard('spans of OpenTelemetry', () => observer.#begin(this, otelSpan, name, options, chosen))
      return otelSpan
    }
    if (startActiveSpan === undefined) return
    prototype.startActiveSpan = function (...args) {
      const fn = args.at(-1)
      if (typeof fn !== 'function') return Reflect.apply(startActiveSpan, this, args)
      const within = (otelSpan: OtelSpan): unknown => {
        const span = observer.#shown.get(otelSpan)
        return span === undefined ? fn(otelSpan) : observer.#agent.runInSpan(span, () => fn(otelSpan))
      }
      // Name, options, context, function.
      observer.#entering = args.length < 4
      try {
        return Reflect.apply(startActiveSpan, this, [...args.slice(0, -1), within])
      } finally {
        observer.#entering = false
      }
    }
  }

  #begin(
    tracer: Tracer,
    otelSpan: OtelSpan,
    name: string,
    options: SpanOptions = {},
    context?: Context,
  ): void {
    const scope = (tracer.instrumentationScope ?? tracer.instrumentationLibrary)?.name
    if (scope === NEXT || isHttp(options)) return
    const parent = this.#parent(context)
    const request = this.#requests.requestOf(parent)
    if (parent === undefined || request === undefined) return
    const start = milliseconds(options.startTime)
    const span = this.#agent.startSpan('internal', name, start === undefined ? { parent } : { parent, start })
    this.#requests.join(span, request)
    this.#shown.set(otelSpan, span)
    const { end } = otelSpan
    otelSpan.end = (time) => {
      guard('spans of OpenTelemetry', () => finish(span, otelSpan, scope, time))
      return Reflect.apply(end, otelSpan, [time])
    }
  }

  /** What the context given says, else what the code now running works for. */
  #parent(context: Context | undefined): ActiveSpan | undefined {
    const current = this.#agent.currentSpan()
    const said = this.#spanOf(context ?? api()?.context?.active())
    return context === undefined ? (current ?? said) : (said ?? current)
  }

  #spanOf(context: Context | undefined): ActiveSpan | undefined {
    const otelSpan = context?.getValue(SPAN_OF_CONTEXT)
    return typeof otelSpan === 'object' && otelSpan !== null ? this.#shown.get(otelSpan) : undefined
  }
}

/**
 * `server/lib/router-utils/instrumentation-node-extensions`: called when the app's instrumentation has registered, upon
 * which Next.js wraps each tracer; what is put into them afterwards is passed by.
 */
export function observeRegistration(spans: AppSpans, exports: Exports): Exports | undefined {
  const { afterRegistration } = exports
  if (typeof afterRegistration !== 'function') return undefined
  return withExport(exports, 'afterRegistration', () => {
    guard('spans of OpenTelemetry', () => spans.look())
    return afterRegistration()
  })
}

function api(): Api | undefined {
  return (globalThis as { [key: symbol]: Api | undefined })[API]
}

function isHttp({ kind, attributes }: SpanOptions): boolean {
  return kind !== undefined && HTTP_KINDS.has(kind) && HTTP_ATTRIBUTES.some((name) => attributes?.[name])
}

function finish(span: ActiveSpan, otelSpan: OtelSpan, scope: string | undefined, time: unknown): void {
  if (typeof otelSpan.name === 'string') span.name = otelSpan.name
  span.set('otel.scope.name', scope)
  const entries = Object.entries(otelSpan.attributes ?? {}).slice(0, ATTRIBUTES_SHOWN)
  for (const [name, value] of entries) span.set(name, shown(value))
  span.end(otelSpan.status?.code === ERROR ? 'error' : 'unset', milliseconds(time))
}

function shown(value: unknown): AttributeValue | undefined {
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
  if (Array.isArray(value))
    return value.slice(0, ATTRIBUTES_SHOWN).map((item) => String(item).slice(0, LONGEST))
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}
