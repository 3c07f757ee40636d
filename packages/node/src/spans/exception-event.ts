import { type Attributes, EXCEPTION_EVENT, redactText, type SpanId, type TraceId } from '@kymo/protocol'
import type { RecordedEvent } from '../recorded-event.ts'

/** Causes followed. */
const CAUSES = 3

/** What was thrown, in words. Anything can be thrown, and reading it can throw again: then that much is left out. */
export function exceptionEvent(
  thrown: unknown,
  escaped: boolean,
  time: number,
  span: { readonly traceId: TraceId; readonly spanId: SpanId } | undefined,
): RecordedEvent {
  return {
    name: EXCEPTION_EVENT,
    time,
    traceId: span?.traceId,
    spanId: span?.spanId,
    attributes: {
      'exception.type': attempt(() => typeOf(thrown)) ?? 'unknown',
      'exception.message': redactText(attempt(() => messageOf(thrown)) ?? ''),
      ...stackAttribute(attempt(() => stackOf(thrown))),
      'kymo.exception.escaped': escaped,
    },
  }
}

function stackAttribute(stack: string | undefined): Attributes | undefined {
  return stack === undefined || stack === '' ? undefined : { 'exception.stacktrace': redactText(stack) }
}

function typeOf(thrown: unknown): string {
  if (!isErrorLike(thrown)) return thrown === null ? 'null' : typeof thrown
  return String(thrown.name ?? thrown.constructor?.name ?? 'Error')
}

function messageOf(thrown: unknown): string {
  return isErrorLike(thrown) ? String(thrown.message) : String(thrown)
}

function stackOf(thrown: unknown): string {
  const stacks: string[] = []
  let error = thrown
  for (let i = 0; i <= CAUSES && isErrorLike(error); i++) {
    const stack = typeof error.stack === 'string' ? error.stack : messageOf(error)
    stacks.push(i === 0 ? stack : `Caused by: ${stack}`)
    error = error.cause
  }
  return stacks.join('\n')
}

interface ErrorLike {
  readonly name?: unknown
  readonly message: unknown
  readonly stack?: unknown
  readonly cause?: unknown
}

/** An `Error` of any realm: those of an edge sandbox are no instances of this one's. */
function isErrorLike(thrown: unknown): thrown is ErrorLike {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
