import { type Attributes, derivePattern, hash64, normalizeMessage } from '@kymo/protocol'
import type { SpanRow } from './rows.ts'

/**
 * What says that spans which failed without an exception are one mistake: app, what was asked of whom, and how it failed.
 * @returns 16 hex digits
 */
export function failureFingerprint(span: SpanRow): string {
  const why = text(span.attributes, 'error.type') ?? String(span.statusCode ?? '')
  return hash64(['failure', span.app, span.kind, subjectOf(span), why].join('\n'))
}

function subjectOf(span: SpanRow): string {
  if (span.kind === 'request') return `${span.method} ${span.route}`
  if (span.kind === 'fetch')
    return `${span.method} ${span.host} ${derivePattern(pathOf(span.url), null, null)}`
  return `${normalizeMessage(span.name)}\n${text(span.attributes, 'code.file.path') ?? ''}`
}

function pathOf(url: string | null): string {
  return url !== null && URL.canParse(url) ? new URL(url).pathname : ''
}

function text(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' ? value : null
}
