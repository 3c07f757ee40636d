import type { Event, Fact, FactUpdate, Point, Resource, Span } from '@kymo/protocol'
import type { CollectorClient } from '../collector-client.ts'
import { clock, duration } from '../terminal/format.ts'
import { stderrStyle, style } from '../terminal/style.ts'
import { printable } from '../terminal/table.ts'

export interface TailOptions {
  /** One JSON object a line: the fact with its `resource`. */
  readonly json: boolean
  /** Only spans of this kind, or `event`, or `point`. */
  readonly kind: string | undefined
}

/** Prints facts as they become durable, until `signal` is aborted. */
export async function tail(
  client: CollectorClient,
  options: TailOptions,
  signal: AbortSignal,
): Promise<void> {
  // A wrong address or token is an error to be told now; a connection lost later is waited out.
  await client.get('/api/status')
  client.stream(
    'fact',
    (update) => {
      for (const line of lines(update, options)) process.stdout.write(`${line}\n`)
    },
    (state) => {
      if (state === 'lost') process.stderr.write(`${stderrStyle.dim('connection lost, trying again…')}\n`)
    },
    signal,
  )
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function lines({ resource, facts }: FactUpdate, { json, kind }: TailOptions): string[] {
  return facts
    .filter((fact) => kind === undefined || kind === (fact.fact === 'span' ? fact.kind : fact.fact))
    .map((fact) => (json ? JSON.stringify({ ...fact, resource }) : line(fact, resource)))
}

/** One fact as one line: when, what, how long, name, where. */
export function line(fact: Fact, resource: Resource): string {
  const app = style.dim(printable(resource['service.name']))
  switch (fact.fact) {
    case 'span':
      return spanLine(fact, app)
    case 'event':
      return eventLine(fact, app)
    case 'point':
      return pointLine(fact, app)
  }
}

function spanLine(span: Span, app: string): string {
  const { attributes } = span
  const code = attributes['http.response.status_code']
  const cache = attributes['kymo.cache.status']
  const outcome = code === undefined ? span.status : String(code)
  return [
    style.dim(clock(span.start)),
    span.kind.padEnd(8),
    (span.status === 'error' ? style.error : style.ok)(outcome.padEnd(5)),
    duration(span.duration).padStart(8),
    printable(String(subject(span))),
    ...(cache === undefined ? [] : [style.accent(`cache ${printable(String(cache))}`)]),
    app,
  ].join('  ')
}

function subject({ kind, name, attributes }: Span): string {
  const method = attributes['http.request.method']
  if (kind === 'request') {
    const query = attributes['url.query']
    return `${method} ${attributes['url.path']}${query === undefined ? '' : `?${query}`}`
  }
  if (kind === 'fetch') return `${method} ${attributes['url.full']}`
  return name
}

function eventLine(event: Event, app: string): string {
  const { attributes } = event
  const type = attributes['exception.type']
  const text = type === undefined ? '' : `${type}: ${attributes['exception.message'] ?? ''}`
  const paint = type === undefined ? (word: string) => word : style.error
  return [
    style.dim(clock(event.time)),
    'event   ',
    paint(`${event.name} ${printable(text)}`.trim()),
    app,
  ].join('  ')
}

function pointLine(point: Point, app: string): string {
  return [style.dim(clock(point.time)), 'point   ', `${printable(point.name)} ${point.value}`, app].join('  ')
}
