import { text } from 'node:stream/consumers'
import type { ClientReport, ErrorEvent } from '@sentry/core'
import { parseEnvelope } from '@sentry/core'
import { type Listening, listen } from './stage.ts'

/** What takes envelopes as Sentry does, and reads them with its own parser. */
export interface SentryServer extends Listening {
  readonly dsn: string
  /** In the order in which they came; of refused envelopes none. */
  readonly events: readonly ErrorEvent[]
  readonly discarded: readonly ClientReport['discarded_events'][number][]
  /** Addresses that were posted to. */
  readonly asked: readonly string[]
  /** What it answers with. Default: 200 and no headers */
  answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
}

export async function startSentry(): Promise<SentryServer> {
  const events: ErrorEvent[] = []
  const discarded: ClientReport['discarded_events'][number][] = []
  const asked: string[] = []
  const listening = await listen((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', 'x-sentry-rate-limits, retry-after')
    void text(request).then((body) => {
      asked.push(request.url ?? '')
      const { status, headers } = server.answer
      if (status === 200) {
        const [, items] = parseEnvelope(body)
        for (const [{ type }, payload] of items as unknown as [{ type: string }, unknown][]) {
          if (type === 'event') events.push(payload as ErrorEvent)
          else if (type === 'client_report') discarded.push(...(payload as ClientReport).discarded_events)
          else throw new Error(`Sentry knows no item ${type}`)
        }
      }
      response.writeHead(status, headers).end('{}')
    })
  })
  const server: SentryServer = {
    ...listening,
    dsn: `${listening.url.replace('://', '://public-key@')}/42`,
    events,
    discarded,
    asked,
    answer: { status: 200 },
  }
  return server
}
