import type { IncomingMessage } from 'node:http'
import type { Resource, SpanKind, SpanStatus } from '@kymo/protocol'
import type {
  Agent,
  AgentStats,
  CallListener,
  ExceptionListener,
  ExceptionOptions,
  ExceptionReport,
  RequestListener,
} from './agent.ts'
import { now } from './clock.ts'
import { AgentScope, createContext } from './context.ts'
import { DiscardingRecorder } from './discarding-recorder.ts'
import { observeExpress } from './instrumentations/express/express.ts'
import { observeFastify } from './instrumentations/fastify/fastify.ts'
import { observeHttpClient } from './instrumentations/http-client/http-client.ts'
import { observeHttpServer } from './instrumentations/http-server/http-server.ts'
import { listeningEvent } from './instrumentations/http-server/listening-event.ts'
import type { Instruments } from './instrumentations/instrumentation.ts'
import { observeProcessErrors } from './instrumentations/process-errors/process-errors.ts'
import { observeUndici } from './instrumentations/undici/undici.ts'
import { Listeners } from './listeners.ts'
import type { Settings } from './options.ts'
import { Propagation } from './propagation/propagation.ts'
import { Heart } from './pulse/heart.ts'
import { factsOutlet, redisOutlet } from './pulse/heartbeat-outlet.ts'
import { pulseIdentity } from './pulse/identity.ts'
import { runningPulse, type SharedPulse, sharePulse } from './pulse/pulse.ts'
import { PulseRecorder } from './pulse/pulse-recorder.ts'
import { requestOfSpan } from './pulse/request-of-span.ts'
import { type FactSink, Recorder } from './recorder.ts'
import { RedisLink } from './redis/redis-link.ts'
import { reportOnce } from './report.ts'
import { describeResource } from './resource.ts'
import { endAbandonedCalls } from './spans/abandoned-calls.ts'
import type { ActiveCall } from './spans/active-call.ts'
import type { ActiveSpan, SpanOptions } from './spans/active-span.ts'
import { CallSpan } from './spans/call-span.ts'
import { exceptionEvent, reportOf } from './spans/exception-event.ts'
import { inertCall, inertSpan } from './spans/inert-span.ts'
import { SPAN } from './spans/keys.ts'
import { OpenSpans } from './spans/open-spans.ts'
import { RecordedSpan } from './spans/recorded-span.ts'
import { RequestSpan } from './spans/request-span.ts'
import { createTransport } from './transport/create-transport.ts'
import type { Transport } from './transport/transport.ts'

const INSTRUMENTATIONS = [observeHttpServer, observeProcessErrors, observeExpress, observeFastify]
/** What the pulse knows nothing of. */
const OF_FACTS_ONLY = [observeUndici, observeHttpClient]

/** Milliseconds between two looks for calls that nobody finishes. */
const SWEEP = 1000
/** Milliseconds that `stop` waits for the collector. */
const FAREWELL = 2000

/** The agent of a process, while it runs. */
export class NodeAgent implements Agent {
  readonly enabled = true
  readonly resource: Resource
  readonly #context = createContext()
  readonly #open = new OpenSpans()
  readonly #started = new Listeners()
  readonly #ended = new Listeners()
  readonly #callListeners = new Set<CallListener>()
  readonly #exceptions = new Set<ExceptionListener>()
  /** Absent where no fact goes anywhere. */
  readonly #transport: Transport | undefined
  readonly #recorder: FactSink
  readonly #redis: RedisLink | undefined
  readonly #heart: Heart | undefined
  /** The process's, where this agent makes it. */
  #pulse: SharedPulse | undefined = undefined
  readonly #undo: (() => void)[] = []
  readonly #exitListeners: (() => void)[] = []
  #hookErrors = 0
  #exiting = false
  #stopped: Promise<void> | undefined = undefined

  /** @param stopped is called as soon as it is no longer the process's agent */
  constructor(settings: Settings, stopped: () => void) {
    const scope = new AgentScope()
    this.resource = describeResource(settings, runningPulse()?.instanceId)
    this.#redis = settings.redis === undefined ? undefined : new RedisLink(settings.redis, scope)
    this.#transport = createTransport(settings, this.resource, this.#redis, scope)
    this.#recorder =
      this.#transport === undefined
        ? new DiscardingRecorder(settings.sample, this.#hookFailed)
        : new Recorder(settings, this.#transport, scope, this.#hookFailed)
    const instruments: Instruments = {
      settings,
      context: this.#context,
      sink: this.#recorder,
      open: this.#open,
      propagation: new Propagation(settings.propagateTo),
      requestStarted: (span) => this.#started.call(span, this.#hookFailed),
      endRequest: (span, status) => this.#endRequest(span, status),
      callStarted: (span) => this.#callStarted(span),
      onRequestEnd: (listener) => this.#ended.add(listener),
      onExit: (listener) => void this.#exitListeners.push(listener),
      exception: (error, options) => this.exception(error, options),
      listening: (port, scheme) => this.#recorder.writeEvent(listeningEvent(port, scheme, now())),
      hookFailed: this.#hookFailed,
    }
    const instrumentations =
      settings.facts === 'none' ? INSTRUMENTATIONS : [...INSTRUMENTATIONS, ...OF_FACTS_ONLY]
    for (const instrumentation of instrumentations) {
      try {
        this.#undo.push(instrumentation(instruments))
      } catch (error) {
        this.#hookFailed(error)
      }
    }
    this.#heart = this.#startHeart(settings, scope)
    const sweep = scope.run(() => setInterval(this.#sweep, SWEEP))
    sweep.unref()
    process.on('exit', this.#exit)
    this.#undo.push(() => {
      stopped()
      clearInterval(sweep)
      process.off('exit', this.#exit)
    })
  }

  startSpan(kind: SpanKind, name: string, options: SpanOptions = {}): ActiveSpan {
    try {
      const parent = options.parent === undefined ? this.#context.getStore() : (options.parent ?? undefined)
      const start = Number.isFinite(options.start) ? (options.start as number) : now()
      return kind === 'fetch'
        ? new CallSpan(this.#recorder, this.#open, name, start, parent, true)
        : new RecordedSpan(this.#recorder, kind, name, start, parent)
    } catch (error) {
      this.#hookFailed(error)
      return inertSpan(kind, name)
    }
  }

  startCall(options?: SpanOptions): ActiveCall {
    const span = this.startSpan('fetch', '', options)
    return span instanceof CallSpan ? span : inertCall()
  }

  currentSpan(): ActiveSpan | undefined {
    return this.#context.getStore()
  }

  runInSpan<T>(span: ActiveSpan, fn: () => T): T {
    // Stopped, it must not begin to track contexts again.
    if (this.#stopped !== undefined || !RecordedSpan.is(span)) return fn()
    return this.#context.run(span, fn)
  }

  requestSpan(request: IncomingMessage & { readonly [SPAN]?: RequestSpan }): ActiveSpan | undefined {
    try {
      const span = request?.[SPAN]
      return RecordedSpan.is(span) ? span : undefined
    } catch (error) {
      this.#hookFailed(error)
      return undefined
    }
  }

  onRequestStart(listener: RequestListener): () => void {
    return this.#started.add(listener)
  }

  onCallStart(listener: CallListener): () => void {
    this.#callListeners.add(listener)
    return () => this.#callListeners.delete(listener)
  }

  onRequestEnd(listener: RequestListener): () => void {
    return this.#ended.add(listener)
  }

  exception(error: unknown, options?: ExceptionOptions): void {
    try {
      const report = reportOf(error, options, options?.span ?? this.#context.getStore())
      if (!this.#reported(report)) return
      const { span } = report
      const event = exceptionEvent(report, options?.escaped === true, now())
      this.#recorder.writeEvent(event)
      runningPulse()?.recorder.exception(error, { ...event, trace: span, whole: span?.traceId })
      // Thrown by a listener of the exit itself, after the agent's own.
      if (this.#exiting) this.#deliver()
    } catch (failure) {
      this.#hookFailed(failure)
    }
  }

  onException(listener: ExceptionListener): () => void {
    this.#exceptions.add(listener)
    return () => this.#exceptions.delete(listener)
  }

  async flush(): Promise<void> {
    try {
      this.#recorder.drain()
      await this.#transport?.flush()
    } catch (error) {
      this.#hookFailed(error)
    }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end()
    return this.#stopped
  }

  get stats(): AgentStats {
    return {
      facts: this.#recorder.facts,
      sent: this.#transport?.sent ?? 0,
      dropped: this.#transport?.dropped ?? 0,
      pending: this.#recorder.pending + (this.#transport?.pending ?? 0),
      hookErrors: this.#hookErrors,
    }
  }

  async #end(): Promise<void> {
    for (const undo of this.#undo.toReversed()) undo()
    const stilled = Promise.all([this.#pulse?.recorder.stop(), this.#heart?.stop()])
    this.#recorder.close()
    this.#context.disable()
    const farewell = AbortSignal.timeout(FAREWELL)
    await Promise.race([
      Promise.all([stilled, this.#transport?.flush()]),
      new Promise<void>((resolve) => farewell.addEventListener('abort', () => resolve(), { once: true })),
    ])
    this.#transport?.close()
    this.#redis?.close()
  }

  /** What is under way when the process ends is told as far as it came: the request that ended it is among it. */
  readonly #exit = (code: number): void => {
    try {
      for (const listener of this.#exitListeners) listener()
      for (const span of this.#open.all()) {
        this.#open.remove(span)
        if (span instanceof RequestSpan) {
          const answered = span.exchange?.response.writableFinished === true
          span.aborted = !answered
          this.#endRequest(span, failedAtExit(span, answered, code) ? 'error' : 'unset')
        } else if (span instanceof CallSpan) {
          // Whoever ends in order with an answer in hand did not want the rest of it.
          if (span.head === 0 || code !== 0) span.errorType ??= 'process_exit'
          span.finish()
        }
      }
      // Of all that is told at once, there may be no room for what comes last.
      this.#heart?.exit(code)
      runningPulse()?.recorder.exit(code)
      this.#exiting = true
      this.#deliver()
    } catch (error) {
      this.#hookFailed(error)
    }
  }

  #startHeart(settings: Settings, scope: AgentScope): Heart | undefined {
    const identity = pulseIdentity(this.resource, settings.role)
    const link = this.#redis
    const common = { identity, scope, failed: this.#hookFailed }
    try {
      if (link === undefined) {
        const dropped = () => this.stats.dropped
        return new Heart({ ...common, dropped, outlet: factsOutlet(this.#recorder) })
      }
      // Code of the app may have started it, before this agent.
      if (runningPulse() !== undefined) return undefined
      const recorder = new PulseRecorder({ ...common, link, settings })
      const stop = () => Promise.resolve()
      this.#pulse = { enabled: true, instanceId: identity.instanceId, recorder, stop }
      this.#undo.push(sharePulse(this.#pulse))
      const dropped = () => this.stats.dropped + recorder.dropped
      return new Heart({ ...common, dropped, outlet: redisOutlet(link, identity) })
    } catch (error) {
      this.#hookFailed(error)
      return undefined
    }
  }

  /** Its span and the pulse are to have the same end. */
  #endRequest(span: RequestSpan, status: SpanStatus): void {
    const end = now()
    this.#ended.call(span, this.#hookFailed)
    const recorder = runningPulse()?.recorder
    if (recorder !== undefined) {
      const request = requestOfSpan(span, end, status === 'error')
      if (request !== undefined) recorder.request(request)
    }
    span.end(status, end)
  }

  readonly #sweep = (): void => {
    try {
      endAbandonedCalls(this.#open, now())
    } catch (error) {
      this.#hookFailed(error)
    }
  }

  /** Whether all listeners let it be told. */
  #reported(report: ExceptionReport): boolean {
    let told = true
    for (const listener of this.#exceptions) {
      try {
        if (!listener(report)) told = false
      } catch (error) {
        this.#hookFailed(error)
      }
    }
    return told
  }

  #callStarted(span: CallSpan): void {
    for (const listener of this.#callListeners) {
      try {
        const describe = listener(span)
        if (describe !== undefined) span.describe = describe
      } catch (error) {
        this.#hookFailed(error)
      }
    }
  }

  #deliver(): void {
    this.#recorder.drain()
    this.#transport?.deliverNow()
  }

  readonly #hookFailed = (error: unknown): void => {
    this.#hookErrors++
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    reportOnce('KYMO_HOOK_FAILED', `a hook of the agent failed; the app is not affected. ${reason}`)
  }
}

/** A request that has its answer is judged by it; one that the exit cut off, by the exit. */
function failedAtExit({ exchange }: RequestSpan, answered: boolean, code: number): boolean {
  return answered ? (exchange?.response.statusCode ?? 0) >= 500 : code !== 0
}
