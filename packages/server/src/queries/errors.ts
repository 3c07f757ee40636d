import { type ErrorEvent, GIVEN_UP } from '@kymo/protocol'
import { failureFingerprint } from '../store/failure-fingerprint.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { numberOf, textOf, textsOf } from './attributes.ts'
import { runtimeOf } from './runtime-of.ts'
import { sourceOf } from './source.ts'

/**
 * What went wrong in one trace, each once: every exception (one that several spans passed on counts once), and every
 * failed span that neither an exception nor another failed span explains.
 */
export function errorsOfTrace(
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
  sessionOf: (spanId: string | null) => string | null,
): ErrorEvent[] {
  return [...exceptionsOfTrace(exceptions, sessionOf), ...failuresOfTrace(spans, exceptions, sessionOf)].sort(
    (a, b) => a.time - b.time,
  )
}

/** Exceptions of one trace, oldest first, without those that were passed on. */
export function exceptionsOfTrace(
  exceptions: readonly EventRow[],
  sessionOf: (spanId: string | null) => string | null,
): ErrorEvent[] {
  const seen = new Set<string | null>()
  return [...exceptions]
    .sort((a, b) => a.time - b.time || a.seq - b.seq)
    .filter(({ thrown }) => !seen.has(thrown) && seen.add(thrown))
    .map((event) => exceptionError(event, sessionOf(event.spanId)))
}

/** Failed spans of one trace that neither an exception nor another failed span explains. */
export function failuresOfTrace(
  spans: readonly SpanRow[],
  exceptions: readonly EventRow[],
  sessionOf: (spanId: string | null) => string | null,
): ErrorEvent[] {
  const thrownIn = new Set(exceptions.map(({ spanId }) => spanId ?? ''))
  return unexplainedFailures(spans, thrownIn).map((span) => spanError(span, sessionOf(span.spanId)))
}

/**
 * An answer of 4xx is a failed span in OpenTelemetry's sense, but not an error of the app that asked; nor is a call
 * that the app itself gave up, as for what was typed before. What ended an answer that had begun is one.
 */
function isFailure(span: SpanRow): boolean {
  const { kind, status, statusCode } = span
  if (status !== 'error') return false
  if (kind !== 'fetch' || (statusCode !== null && statusCode >= 500)) return true
  return !isGivenUp(span) && (statusCode === null || isBrokenOff(span))
}

/** Whether the app itself ended the call. */
export function isGivenUp({ attributes }: SpanRow): boolean {
  return textOf(attributes, 'error.type') === GIVEN_UP
}

/** Whether something other than the status says why the call failed. */
function isBrokenOff({ statusCode, attributes }: SpanRow): boolean {
  const type = textOf(attributes, 'error.type')
  return type !== null && type !== String(statusCode)
}

function unexplainedFailures(spans: readonly SpanRow[], thrownIn: ReadonlySet<string>): SpanRow[] {
  const failures = spans.filter(isFailure)
  if (failures.length === 0) return []
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const above = (id: string) => ancestors(id, byId)
  const explained = new Set<string>()
  for (const id of thrownIn) {
    if (byId.has(id)) for (const span of above(id)) explained.add(span.spanId)
    // Thrown in a span that is not here (yet): taken for the cause of the request's failure.
    else for (const failure of failures) if (failure.kind === 'request') explained.add(failure.spanId)
  }
  for (const failure of failures) {
    for (const span of above(failure.spanId)) if (span !== failure) explained.add(span.spanId)
  }
  return failures.filter(
    (failure) =>
      !explained.has(failure.spanId) && !above(failure.spanId).some((span) => thrownIn.has(span.spanId)),
  )
}

/** The span itself and those above it. */
function ancestors(spanId: string, byId: ReadonlyMap<string, SpanRow>): SpanRow[] {
  const path: SpanRow[] = []
  const seen = new Set<string>()
  let at = byId.get(spanId)
  while (at !== undefined && !seen.has(at.spanId)) {
    seen.add(at.spanId)
    path.push(at)
    at = at.parentId === null ? undefined : byId.get(at.parentId)
  }
  return path
}

export function exceptionError(event: EventRow, sessionId: string | null): ErrorEvent {
  const type = textOf(event.attributes, 'exception.type') ?? 'Error'
  const message = textOf(event.attributes, 'exception.message') ?? ''
  const lines = textsOf(event.attributes, 'kymo.code.context')
  const firstLine = numberOf(event.attributes, 'kymo.code.context.start')
  return {
    traceId: event.traceId,
    sessionId,
    spanId: event.spanId,
    time: event.time,
    fingerprint: event.fingerprint ?? '',
    type,
    message,
    stack: textOf(event.attributes, 'exception.stacktrace'),
    mechanism: event.mechanism,
    runtime: runtimeOf(event),
    source: sourceOf(event.attributes),
    code: firstLine === null || lines.length === 0 ? null : { firstLine, lines },
    escaped: event.attributes['kymo.exception.escaped'] === true,
    report: null,
  }
}

function spanError(span: SpanRow, sessionId: string | null): ErrorEvent {
  return {
    traceId: span.traceId,
    sessionId,
    spanId: span.spanId,
    time: span.start + span.duration,
    fingerprint: failureFingerprint(span),
    type:
      textOf(span.attributes, 'error.type') ?? (span.statusCode === null ? 'Error' : String(span.statusCode)),
    message: textOf(span.attributes, 'exception.message') ?? failureMessage(span),
    stack: null,
    mechanism: null,
    runtime: runtimeOf(span),
    source: null,
    code: null,
    escaped: false,
    report: null,
  }
}

function failureMessage(span: SpanRow): string {
  const what = span.url === null ? span.name : `${span.method ?? ''} ${span.url}`.trim()
  if (span.statusCode === null) return `${what} failed`
  const broken = span.kind === 'fetch' && isBrokenOff(span)
  return `${what} answered ${span.statusCode}${broken ? ', then failed' : ''}`
}

/** Why a span failed, in a word; `null` when it did not. */
export function errorOfSpan(span: SpanRow): string | null {
  if (span.status !== 'error' || (span.kind === 'fetch' && isGivenUp(span))) return null
  return (
    textOf(span.attributes, 'exception.message') ??
    textOf(span.attributes, 'error.type') ??
    (span.statusCode === null ? 'Error' : String(span.statusCode))
  )
}
