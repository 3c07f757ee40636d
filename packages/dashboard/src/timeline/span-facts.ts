import type { AttributeValue, SpanView } from '@kymo/protocol'

/** The hues that kinds of span share; see `--kind-*` in theme/tokens.css. */
export type Hue = 'request' | 'action' | 'fetch' | 'render' | 'client' | 'other'

const HUES: Readonly<Record<SpanView['kind'], Hue>> = {
  request: 'request',
  action: 'action',
  fetch: 'fetch',
  render: 'render',
  component: 'client',
  measure: 'other',
  internal: 'other',
}

export function hueOf(kind: SpanView['kind']): Hue {
  return HUES[kind] ?? 'other'
}

function text(value: AttributeValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function number(value: AttributeValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** What the timeline shows of a span beside its bar. */
export interface SpanFacts {
  readonly title: string
  readonly method: string | null
  readonly statusCode: number | null
  /** Milliseconds from its start to the first byte of the answer; never beyond its end. */
  readonly firstByte: number | null
  readonly cache: string | null
  readonly failed: boolean
}

function hostAndPath(url: string): string {
  try {
    const { host, pathname, search } = new URL(url)
    return `${host}${pathname}${search}`
  } catch {
    return url
  }
}

export function spanFacts(span: SpanView): SpanFacts {
  const { attributes } = span
  const method = text(attributes['http.request.method'])
  const firstByte = number(attributes['kymo.ttfb'])
  const statusCode = number(attributes['http.response.status_code'])
  const full = text(attributes['url.full'])
  const path = text(attributes['url.path'])
  const query = text(attributes['url.query'])
  const address =
    span.kind === 'fetch' && full !== null
      ? hostAndPath(full)
      : span.kind === 'request' && path !== null
        ? query === null
          ? path
          : `${path}?${query.replace(/^\?/, '')}`
        : null
  return {
    title: address ?? (span.name === '' ? '(unnamed)' : span.name),
    method: address === null ? null : method,
    statusCode,
    firstByte: firstByte === null ? null : Math.min(Math.max(firstByte, 0), span.duration),
    cache: text(attributes['kymo.cache.status']),
    failed: span.status === 'error',
  }
}
