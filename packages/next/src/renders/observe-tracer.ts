import type { ActiveSpan } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import type { Exports } from '../internals/module-watch.ts'
import { describeTrace, type TraceOptions } from './describe-trace.ts'
import { milliseconds, type OtelSpan } from './otel-span.ts'
import { endRender, type Renders, type RenderWork } from './renders.ts'

type Work = (...args: unknown[]) => unknown

/** Next.js's own tracer: one for the process, which all of its compiled runtimes share. */
interface NextTracer {
  trace(type: string, optionsOrWork: TraceOptions | Work, work?: Work): unknown
  startSpan(type: string, options?: TraceOptions): OtelSpan
  withSpan?(span: OtelSpan, work: Work): unknown
}

const OBSERVED = Symbol.for('kymo.next.tracer')

/**
 * `server/lib/trace/tracer`: makes a span of each piece of work that Next.js traces. The tracer goes on doing what it
 * does, with a provider of OpenTelemetry or without; only the work that it is given is watched.
 */
export function observeTracer(renders: Renders, exports: Exports): undefined {
  const tracer = (exports.getTracer as (() => NextTracer) | undefined)?.()
  if (typeof tracer?.trace !== 'function' || OBSERVED in tracer) return
  Object.defineProperty(tracer, OBSERVED, { value: true })
  const { trace, startSpan, withSpan } = tracer

  tracer.trace = function (type, optionsOrWork, given) {
    const [options, work] = typeof optionsOrWork === 'function' ? [{}, optionsOrWork] : [optionsOrWork, given]
    const shown = guard('renders', () => describeTrace(type, options, renders.route))
    if (shown === undefined || work === undefined || !renders.inRequest) {
      return Reflect.apply(trace, this, [type, optionsOrWork, given])
    }
    return Reflect.apply(trace, this, [type, options, watched(renders, shown, work)])
  }

  const begun = new WeakMap<OtelSpan, ActiveSpan>()
  tracer.startSpan = function (name, options) {
    const otelSpan: OtelSpan = Reflect.apply(startSpan, this, [name, options])
    guard('renders', () => {
      const type = String(options?.attributes?.['next.span_type'] ?? name)
      const shown = describeTrace(type, { spanName: name, ...options }, renders.route)
      const span = shown && renders.begin({ ...shown, start: milliseconds(options?.startTime) })
      if (span === undefined) return
      begun.set(otelSpan, span)
      endTogether(otelSpan, span)
    })
    return otelSpan
  }
  if (withSpan === undefined) return
  tracer.withSpan = function (otelSpan, work) {
    const span = begun.get(otelSpan)
    const run = () => Reflect.apply(withSpan, this, [otelSpan, work])
    return span === undefined ? run() : renders.within(span, run)
  }
}

/** Next.js goes by the number of parameters: work that has two says itself when it is done. */
function watched(renders: Renders, shown: RenderWork, work: Work): Work {
  if (work.length < 2) return (span) => renders.watch(shown, () => work(span))
  return (otelSpan, done) => {
    const told = typeof done === 'function' ? (done as Work) : () => {}
    const span = guard('renders', () => renders.begin(shown))
    if (span === undefined) return work(otelSpan, told)
    return renders.within(span, () =>
      work(otelSpan, (error: unknown) => {
        guard('renders', () => endRender(span, shown.atLeast ?? 0, error))
        told(error)
      }),
    )
  }
}

/** Without a provider Next.js would not end its span: it asks first whether the span records. */
function endTogether(otelSpan: OtelSpan, span: ActiveSpan): void {
  const { end, isRecording } = otelSpan
  let ended = false
  otelSpan.isRecording = () => !ended || Reflect.apply(isRecording, otelSpan, [])
  otelSpan.end = (time) => {
    ended = true
    guard('renders', () => span.end('unset', milliseconds(time)))
    return Reflect.apply(end, otelSpan, [time])
  }
}
