import type { ServerActionEvent } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { numberOf, oneOf, textOf, textsOf } from './attributes.ts'
import { errorOfSpan } from './errors.ts'

export function actionEvent(span: SpanRow, sessionId: string | null): ServerActionEvent {
  return {
    id: span.spanId,
    traceId: span.traceId,
    sessionId,
    parentId: span.parentId,
    name: textOf(span.attributes, 'code.function.name') ?? span.name,
    file: textOf(span.attributes, 'code.file.path'),
    line: numberOf(span.attributes, 'code.line.number'),
    kind: oneOf(span.attributes, 'kymo.action.kind', ['fetch', 'form']),
    args: textOf(span.attributes, 'kymo.action.args'),
    redirect: textOf(span.attributes, 'kymo.action.redirect'),
    revalidated: textsOf(span.attributes, 'kymo.action.revalidated'),
    startTime: span.start,
    duration: span.duration,
    status: span.status === 'error' ? 'error' : 'ok',
    error: errorOfSpan(span),
    stack: textOf(span.attributes, 'exception.stacktrace'),
  }
}
