import type { AttributeValue, SpanView } from '@kymo/protocol'

/** The hues that kinds of span share; see `--kind-*` in theme/tokens.css. */
export type Hue = 'request' | 'action' | 'fetch' | 'render' | 'client' | 'other'

const HUES: Readonly<Record<SpanView['kind'], Hue>> = {
  request: 'request',
  action: 'action',
  fetch: 'fetch',
  render: 'render',
  component: 'client',
  navigation: 'client',
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
  /** Path and query of an HTTP call, else the span's name. */
  readonly title: string
  /** Of an outbound call. */
  readonly host: string | null
  readonly method: string | null
  readonly statusCode: number | null
  /** Milliseconds from its start to the first byte of the answer; never beyond its end. */
  readonly firstByte: number | null
  readonly cache: string | null
  readonly failed: boolean
}

function splitAddress(url: string): { title: string; host: string | null } {
  try {
    const { host, pathname, search } = new URL(url)
    // `mailto:` and the like have no host: they are shown whole.
    return host === '' ? { title: url, host: null } : { title: `${pathname}${search}`, host }
  } catch {
    return { title: url, host: null }
  }
}

/** What an HTTP call was made to; undefined for other spans. */
function addressOf({ kind, attributes }: SpanView): { title: string; host: string | null } | undefined {
  const full = text(attributes['url.full'])
  if (kind === 'fetch' && full !== null) return splitAddress(full)
  const path = text(attributes['url.path'])
  if (kind !== 'request' || path === null) return undefined
  const query = text(attributes['url.query'])
  return { title: query === null ? path : `${path}?${query.replace(/^\?/, '')}`, host: null }
}

export function spanFacts(span: SpanView): SpanFacts {
  const { attributes } = span
  const firstByte = number(attributes['kymo.ttfb'])
  const address = addressOf(span)
  return {
    title: address?.title ?? (span.name === '' ? '(unnamed)' : span.name),
    host: address?.host ?? null,
    method: address === undefined ? null : text(attributes['http.request.method']),
    statusCode: number(attributes['http.response.status_code']),
    firstByte: firstByte === null ? null : Math.min(Math.max(firstByte, 0), span.duration),
    cache: text(attributes['kymo.cache.status']),
    failed: span.status === 'error',
  }
}
