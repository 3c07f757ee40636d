import type { ExceptionMechanism, SpanStatus } from '@kymo/protocol'
import type { RequestListener } from '../agent.ts'
import type { SpanContext } from '../context.ts'
import type { Settings } from '../options.ts'
import type { Propagation } from '../propagation/propagation.ts'
import type { CallSpan } from '../spans/call-span.ts'
import type { OpenSpans } from '../spans/open-spans.ts'
import type { RecordedSpan, SpanSink } from '../spans/recorded-span.ts'
import type { RequestSpan } from '../spans/request-span.ts'

/** What an instrumentation works with. */
export interface Instruments {
  readonly settings: Settings
  readonly context: SpanContext
  readonly sink: SpanSink
  readonly open: OpenSpans
  readonly propagation: Propagation
  requestStarted(span: RequestSpan): void
  /** It is over: calls who listens, tells the pulse, and writes its span. */
  endRequest(span: RequestSpan, status: SpanStatus): void
  /** An outbound call begins. */
  callStarted(span: CallSpan): void
  onRequestEnd(listener: RequestListener): () => void
  exception(
    error: unknown,
    options: {
      readonly escaped: boolean
      readonly span?: RecordedSpan | undefined
      readonly mechanism?: ExceptionMechanism
    },
  ): void
  /** An HTTP server of the process listens. */
  listening(port: number, scheme: 'http' | 'https'): void
  /** Calls the listener when the process ends, before what is left is delivered. */
  onExit(listener: () => void): void
  /** Each hook catches all that fails inside of it and tells it here: nothing of it may reach the app. */
  hookFailed(error: unknown): void
}

/** Hooks into the process, and returns how to undo it. */
export type Instrumentation = (instruments: Instruments) => () => void
