import { parseStack, type StackFrame } from '@kymo/protocol'
import type { ReportedError } from '../reported-error.ts'

/** As it is put into events. */
export const SENTRY_CLIENT = { name: 'kymo.browser', version: '0.1.0' } as const

const MECHANISMS: Readonly<Partial<Record<string, string>>> = {
  window: 'onerror',
  promise: 'onunhandledrejection',
}
const CAUSED_BY = '\nCaused by: '
const FRAMES = 50

/** The payload of an `event` item; its words are Sentry's. */
export function sentryEvent(error: ReportedError, userAgent: string): Record<string, unknown> {
  const { mechanism, escaped, user, breadcrumbs, contexts, environment, release, count } = error
  const [own = '', ...causes] = error.stack.split(CAUSED_BY)
  const thrown = {
    type: error.type,
    value: error.message,
    mechanism: { type: MECHANISMS[mechanism] ?? mechanism, handled: !escaped },
    ...stacktrace(own),
  }
  return {
    event_id: error.id,
    timestamp: error.time / 1000,
    platform: 'javascript',
    level: error.level,
    ...(environment && { environment }),
    ...(release && { release }),
    // Causes before what they caused.
    exception: { values: [...causes.reverse().map(causeOf), thrown] },
    breadcrumbs: breadcrumbs.map(({ time, category, level, message, data }) => ({
      timestamp: time / 1000,
      category,
      level,
      message,
      ...(data && { data }),
    })),
    tags: error.tags,
    contexts,
    ...(user && { user }),
    request: { url: error.url, headers: { 'User-Agent': userAgent } },
    extra: { count, ...(error.visitId && { 'kymo.visit.id': error.visitId }) },
    sdk: SENTRY_CLIENT,
  }
}

function causeOf(stack: string): Record<string, unknown> {
  const [, type = 'Error', value = ''] = /^([\w$.]+)(?:: ([\s\S]*?))?(?:\n +at |\n\S*@|$)/.exec(stack) ?? []
  return { type, value, mechanism: { type: 'chained', handled: true }, ...stacktrace(stack) }
}

function stacktrace(stack: string): { stacktrace?: unknown } {
  const frames = parseStack(stack).slice(0, FRAMES)
  // Oldest call first.
  return frames.length ? { stacktrace: { frames: frames.reverse().map(frameOf) } } : {}
}

const frameOf = (frame: StackFrame) => ({
  filename: frame.file,
  function: frame.function ?? '?',
  lineno: frame.line,
  colno: frame.column,
  in_app: !frame.file.includes('/node_modules/'),
})
