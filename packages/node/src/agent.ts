import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Attributes, AttributeValue, ExceptionMechanism, Resource, SpanKind } from '@kymo/protocol'
import type { ActiveCall } from './spans/active-call.ts'
import type { ActiveSpan, SpanOptions } from './spans/active-span.ts'

/**
 * Gets an outbound call that nobody watches, in the context of its caller. What it returns is called when the call has
 * ended, before its span is written.
 */
export type CallListener = (span: ActiveSpan) => (() => void) | undefined

export type RequestListener = (span: ActiveSpan, request: IncomingMessage, response: ServerResponse) => void

export interface ExceptionOptions {
  /** Whom it happened to; default: the current span. */
  readonly span?: ActiveSpan | undefined
  /** That nothing caught it. Default false. */
  readonly escaped?: boolean
  /** By which way it was seen. Default: `process` for one that nothing caught, else `app`. */
  readonly mechanism?: ExceptionMechanism
  /** Further attributes of its event. */
  readonly attributes?: Attributes
}

/** What is about to be told of an exception. It is redacted after. */
export interface ExceptionReport {
  readonly thrown: unknown
  message: string
  /** Whom it happened to. */
  span: ActiveSpan | undefined
  readonly mechanism: ExceptionMechanism
  /** With those of its causes; undefined for what has none, such as a text that was thrown. */
  stack: string | undefined
  /** Further attributes of its event. They go before what the agent itself says. */
  readonly attributes: Record<string, AttributeValue>
}

/** Returns false for an exception that is not to be told of. */
export type ExceptionListener = (report: ExceptionReport) => boolean

/** What the agent did so far. */
export interface AgentStats {
  /** Facts written. */
  readonly facts: number
  /** Facts that the collector acknowledged. */
  readonly sent: number
  /** Facts given up: no room, or refused by the collector. */
  readonly dropped: number
  /** Facts that wait in memory. */
  readonly pending: number
  /** Times that one of the agent's own hooks failed. The app never sees it. */
  readonly hookErrors: number
}

export interface Agent {
  /** False for one that is switched off: it takes every call and does nothing. */
  readonly enabled: boolean
  /** Who observes, as every batch says it: the app's name is its `service.name`. */
  readonly resource: Resource
  startSpan(kind: SpanKind, name: string, options?: SpanOptions): ActiveSpan
  /** Begins an outbound call. It is named by its network request, or by whoever begins it. */
  startCall(options?: SpanOptions): ActiveCall
  /** The span that the code now running works for. */
  currentSpan(): ActiveSpan | undefined
  /** Calls `fn` so that what it does, now and asynchronously, belongs to the span. Does not end the span. */
  runInSpan<T>(span: ActiveSpan, fn: () => T): T
  /** The span of an inbound request; also after its end. */
  requestSpan(request: IncomingMessage): ActiveSpan | undefined
  /** Calls the listener when an inbound request begins, before the app sees it. Returns how to undo it. */
  onRequestStart(listener: RequestListener): () => void
  /** Calls the listener right before a request's span is written: the last chance to name its route. Returns how to undo it. */
  onRequestEnd(listener: RequestListener): () => void
  /** Calls the listener when an outbound call begins that `startCall` did not. Returns how to undo it. */
  onCallStart(listener: CallListener): () => void
  /** Records an exception. */
  exception(error: unknown, options?: ExceptionOptions): void
  /**
   * Calls the listener before an exception is recorded, by whichever way it was seen: it may change what is told of it,
   * or that it is told. Returns how to undo it.
   */
  onException(listener: ExceptionListener): () => void
  /** Sends what is in memory. Resolves when it was acknowledged or given up for now; never rejects. */
  flush(): Promise<void>
  /** Takes every hook out of the process and sends what is left. */
  stop(): Promise<void>
  readonly stats: AgentStats
}
