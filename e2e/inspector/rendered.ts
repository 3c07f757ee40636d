import type { Span } from '@kymo/protocol'
import type { CollectingServer } from '../support/collector.ts'
import type { NextApp } from '../support/next-app.ts'
import { ask, requestOf } from './requests.ts'

/** A request, and all that belongs to it. */
export interface Rendered {
  readonly status: number
  readonly text: string
  readonly request: Span
  readonly spans: readonly Span[]
  /** The only span of this name. */
  one(name: string): Span
  /** The only fetch of this path. */
  fetch(path: string): Span
  /** The name of the span that caused it. */
  parent(span: Span): string | undefined
  names(kind: Span['kind']): string[]
}

/** Makes a request, and returns what was done for it. */
export async function render(
  { collector, app }: { collector: CollectingServer; app: NextApp },
  path: string,
): Promise<Rendered> {
  const { status, text, traceId } = await ask(app.url + path)
  const request = await requestOf(collector, traceId)
  const spans = collector.spans().filter((span) => span.traceId === traceId)
  function only(what: string, found: readonly Span[]): Span {
    const [span, ...others] = found
    if (span !== undefined && others.length === 0) return span
    throw new Error(`There are ${found.length} of ${what} in:\n${spans.map(({ name }) => name).join('\n')}`)
  }
  return {
    status,
    text,
    request,
    spans,
    one: (name) =>
      only(
        name,
        spans.filter((span) => span.name === name),
      ),
    fetch: (path) =>
      only(
        path,
        spans.filter((span) => String(span.attributes['url.full']).endsWith(path)),
      ),
    parent: (span) => spans.find((other) => other.spanId === span.parentId)?.name,
    names: (kind) => spans.filter((span) => span.kind === kind).map(({ name }) => name),
  }
}
