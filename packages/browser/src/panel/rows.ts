import {
  type CacheStatus,
  durationParts,
  type ErrorEvent,
  type FetchEvent,
  type ServerActionEvent,
} from '@kymo/protocol'
import { element, type MarkShape, mark } from './elements.ts'

/** A figure, and its unit dimmed. */
export function duration(milliseconds: number): HTMLElement {
  const { value, unit } = durationParts(milliseconds)
  return element('span', { class: 'duration' }, value, element('small', {}, ` ${unit}`))
}

export function fetchRow(call: FetchEvent, link: (detail: string) => string): HTMLElement {
  const { cache, method, url } = call
  const where = address(url)
  return element(
    'a',
    {
      ...linkTo(link(`${call.traceId}-${call.id}`)),
      class: 'row fetch',
      title: `${method} ${url}${cache.reason ? `\ncache ${cache.status}: ${cache.reason}` : ''}`,
    },
    status(call.statusCode, call.error),
    element(
      'span',
      { class: 'address' },
      method !== 'GET' && element('span', { class: 'dim' }, `${method} `),
      where.path,
      where.host && element('span', { class: 'dim' }, ` ${where.host}`),
    ),
    cacheBadge(cache.status),
    duration(call.duration),
  )
}

/** Of this page's own origin only the path is worth its room. */
function address(text: string): { readonly host: string; readonly path: string } {
  try {
    const { origin, host, pathname, search } = new URL(text, location.href)
    return { host: origin === location.origin ? '' : host, path: pathname + search }
  } catch {
    return { host: '', path: text }
  }
}

function status(code: number | null, error: string | null): HTMLElement {
  const [shape, tone] = statusMark(code, error)
  const word = code === null ? (error === null ? '–' : 'failed') : String(code)
  return element('span', { class: `status ${tone}` }, mark(shape), word)
}

function statusMark(code: number | null, error: string | null): [shape: MarkShape, tone: string] {
  if (code === null && error === null) return ['dash', 'faint']
  if (code !== null && code >= 500) return ['diamond', 'error']
  if (code !== null && code >= 400) return ['hollow', 'error']
  // There was none, or it did not come to its end.
  if (code === null || error !== null) return ['cross', 'error']
  return code >= 300 ? ['ring', 'dim'] : ['dot', 'ok']
}

function cacheBadge(status: CacheStatus): HTMLElement {
  return status === 'unknown'
    ? element('span', { class: 'cache faint', title: 'Neither the framework nor a header said' }, '–')
    : element('span', { class: `cache ${status}` }, status)
}

export function actionRow(action: ServerActionEvent, link: (detail: string) => string): HTMLElement {
  const failed = action.status === 'error'
  return element(
    'a',
    {
      ...linkTo(link(`${action.traceId}-${action.id}`)),
      class: 'row action',
      title: [action.file, action.error].filter(Boolean).join('\n') || action.name,
    },
    element(
      'span',
      { class: `status ${failed ? 'error' : 'ok'}` },
      mark(failed ? 'cross' : 'dot'),
      action.status,
    ),
    element(
      'span',
      { class: 'address' },
      action.name,
      action.file && element('span', { class: 'dim' }, ` ${action.file}`),
    ),
    duration(action.duration),
  )
}

export function errorRow(error: ErrorEvent, href: string): HTMLElement {
  const { source } = error
  return element(
    'a',
    { ...linkTo(href), class: 'row problem', title: `${error.type}: ${error.message}` },
    element('span', { class: 'status error' }, mark('cross')),
    element('span', { class: 'message' }, element('b', {}, error.type), ` ${error.message}`),
    source && element('span', { class: 'place faint' }, `${source.file}:${source.line}`),
  )
}

export const linkTo = (href: string) => ({ href, target: '_blank', rel: 'noopener noreferrer' })
