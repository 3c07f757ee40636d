import type { Event, Fact, FactUpdate, Resource, Span } from '@kymo/protocol'
import type { CollectorClient } from '../collector-client.ts'
import { clock, duration } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import { stderrStyle, style } from '../terminal/style.ts'

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
    (state, statusCode) => {
      if (state === 'open') return
      const why = statusCode === undefined ? '' : ` (${statusCode})`
      process.stderr.write(`${stderrStyle.dim(`connection lost${why}, trying again…`)}\n`)
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

/** A part of a line: captured text, and how it is painted once it is safe to print. */
type Part = readonly [text: string, paint?: (text: string) => string]

/** One fact as one line: when, what, how it ended, how long, its subject, whose. */
export function line(fact: Fact, resource: Resource): string {
  return [...parts(fact), [resource['service.name'], style.dim] as Part]
    .map(([text, paint]) => (paint ?? String)(printable(text)))
    .join('  ')
}

function parts(fact: Fact): Part[] {
  switch (fact.fact) {
    case 'span':
      return spanParts(fact)
    case 'event':
      return eventParts(fact)
    case 'point':
      return [[clock(fact.time), style.dim], ['point   '], [`${fact.name} ${fact.value}`]]
  }
}

function spanParts(span: Span): Part[] {
  const { 'http.response.status_code': code, 'kymo.cache.status': cache } = span.attributes
  return [
    [clock(span.start), style.dim],
    [span.kind.padEnd(8)],
    [String(code ?? span.status).padEnd(5), span.status === 'error' ? style.error : style.ok],
    [duration(span.duration).padStart(8)],
    [subject(span)],
    ...(cache === undefined ? [] : [[`cache ${cache}`, style.accent] as Part]),
  ]
}

function subject({ kind, name, attributes }: Span): string {
  const { 'http.request.method': method, 'url.query': query } = attributes
  if (kind === 'request') return `${method} ${attributes['url.path']}${query ? `?${query}` : ''}`
  if (kind === 'fetch') return `${method} ${attributes['url.full']}`
  return name
}

function eventParts({ time, name, attributes }: Event): Part[] {
  const when: Part[] = [[clock(time), style.dim], ['event   ']]
  const { 'exception.type': type, 'exception.message': message } = attributes
  if (type !== undefined) return [...when, [`${name} ${type}: ${message ?? ''}`, style.error]]
  const port = attributes['server.port']
  return [...when, [port === undefined ? name : `${name} :${port}`]]
}
