import { type AttributeValue, EXCEPTION_EVENT, redactText } from '@kymo/protocol'
import type { ExceptionOptions, ExceptionReport } from '../agent.ts'
import type { RecordedEvent } from '../recorded-event.ts'
import type { ActiveSpan } from './active-span.ts'
import { redactAttribute } from './redact-attribute.ts'
import { describeThrown, stackOf, typeOf } from './thrown.ts'

/** What there is to tell of something thrown. */
export function reportOf(
  thrown: unknown,
  options: ExceptionOptions | undefined,
  span: ActiveSpan | undefined,
): ExceptionReport {
  return {
    thrown,
    message: describeThrown(thrown),
    span,
    mechanism: options?.mechanism ?? (options?.escaped === true ? 'process' : 'app'),
    stack: stackOf(thrown),
    attributes: { ...options?.attributes },
  }
}

/** The event of an exception, redacted. */
export function exceptionEvent(
  { thrown, message, span, mechanism, stack, attributes }: ExceptionReport,
  escaped: boolean,
  time: number,
): RecordedEvent {
  return {
    name: EXCEPTION_EVENT,
    time,
    traceId: span?.traceId,
    spanId: span?.spanId,
    attributes: {
      'exception.type': typeOf(thrown),
      'exception.message': redactText(message),
      ...(stack === undefined || stack === '' ? undefined : { 'exception.stacktrace': redactText(stack) }),
      'kymo.exception.escaped': escaped,
      'kymo.exception.mechanism': mechanism,
      ...redacted(attributes),
    },
  }
}

function redacted(attributes: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  const kept: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = redactAttribute(name, value)
    if (attribute !== undefined) kept[name] = attribute
  }
  return kept
}
