import { randomBytes } from 'node:crypto'
import type { Span } from '@kymo/protocol'
import { expect } from 'vitest'
import type { CollectingServer } from '../support/collector.ts'
import { asBrowser } from '../support/traces.ts'

export const newTrace = (): string => randomBytes(16).toString('hex')

/** The headers of a browser that loads a page, in this trace. */
export const asPage = (traceId: string): Record<string, string> => ({
  ...asBrowser,
  traceparent: `00-${traceId}-${'1'.repeat(16)}-01`,
})

/** Makes a request in a trace of its own. */
export async function ask(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string; traceId: string }> {
  const traceId = newTrace()
  const headers = { ...asPage(traceId), ...(init.headers as Record<string, string>) }
  const response = await fetch(url, { redirect: 'manual', ...init, headers })
  // What breaks off in the middle is one of the ways to fail.
  const text = await response.text().catch(() => '')
  return { status: response.status, text, traceId }
}

/** The request of a trace, once it is over: it is told of last. */
export async function requestOf(collector: CollectingServer, traceId: string): Promise<Span> {
  const found = () => collector.spans().find((span) => span.traceId === traceId && span.kind === 'request')
  await expect.poll(found).toBeDefined()
  return found() as Span
}
