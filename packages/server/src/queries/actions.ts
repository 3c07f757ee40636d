import type { ServerActionEvent } from '@kymo/protocol'
import type { SpanRow } from '../store/rows.ts'
import { textOf } from './attributes.ts'
import { errorOfSpan } from './errors.ts'

export function actionEvent(span: SpanRow, sessionId: string | null): ServerActionEvent {
  return {
    id: span.spanId,
    traceId: span.traceId,
    sessionId,
    parentId: span.parentId,
    name: textOf(span.attributes, 'code.function.name') ?? span.name,
    file: textOf(span.attributes, 'code.file.path'),
    startTime: span.start,
    duration: span.duration,
    status: span.status === 'error' ? 'error' : 'ok',
    error: errorOfSpan(span),
  }
}
