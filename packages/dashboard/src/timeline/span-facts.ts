import { type AttributeValue, RUNTIMES, type Runtime, type SpanView } from '@kymo/protocol'

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
  /** What sets it apart from others of its kind, in a word each: what it was made for, and where it ran. */
  readonly tags: readonly string[]
}

/** Purposes of requests that are worth a word; the others go without saying. */
const PURPOSE_TAGS: Readonly<Record<string, string | undefined>> = {
  navigation: 'navigation',
  prefetch: 'prefetch',
  hmr: 'HMR',
  action: 'action',
  internal: 'internal',
}

/** Where a span ran, as far as it says; a server's Node.js is what goes without saying. */
export function runtimeOf({ kind, attributes }: SpanView): Runtime | null {
  const runtime = RUNTIMES.find((name) => name === attributes['kymo.runtime'])
  if (runtime !== undefined) return runtime
  const origin = attributes['kymo.fetch.origin']
  if (kind === 'navigation' || kind === 'component' || origin === 'client-component') return 'browser'
  return origin === 'edge' ? 'edge' : null
}

/** What a request was made for and where it was answered, as far as that is worth a word. */
export function requestTags(purpose: unknown, runtime: Runtime | null): string[] {
  const tags = [PURPOSE_TAGS[String(purpose)], runtime === 'nodejs' ? null : runtime]
  return tags.filter((tag) => tag != null)
}

function tagsOf(span: SpanView): string[] {
  const { kind, attributes } = span
  const runtime = runtimeOf(span)
  if (kind === 'request') return requestTags(attributes['kymo.request.purpose'], runtime)
  const what =
    kind === 'navigation'
      ? text(attributes['kymo.visit.type'])
      : kind === 'action' && attributes['kymo.action.kind'] === 'form'
        ? 'form'
        : null
  return [what, runtime === 'nodejs' ? null : runtime].filter((tag) => tag != null)
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

/** Next.js adds a parameter to what it asks for itself, so that no cache mixes that up with the page. */
function withoutRsc(query: string): string {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => !part.startsWith('_rsc='))
    .join('&')
}

/** What an HTTP call was made to; undefined for other spans. */
function addressOf({ kind, attributes }: SpanView): { title: string; host: string | null } | undefined {
  const full = text(attributes['url.full'])
  if (kind === 'fetch' && full !== null) return splitAddress(full)
  const path = text(attributes['url.path'])
  if (kind === 'navigation' && full !== null) return { ...splitAddress(full), host: null }
  if ((kind !== 'request' && kind !== 'navigation') || path === null) return undefined
  const query = withoutRsc(text(attributes['url.query']) ?? '')
  return { title: query === '' ? path : `${path}?${query}`, host: null }
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
    tags: tagsOf(span),
  }
}
