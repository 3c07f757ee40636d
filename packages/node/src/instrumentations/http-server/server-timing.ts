import type { IncomingMessage, ServerResponse } from 'node:http'
import { SERVER_TIMING_NAME, spanIdToHex, traceIdToHex } from '@kymo/protocol'
import type { RequestSpan } from '../../spans/request-span.ts'
import { requestPurpose } from './purpose.ts'

const HEADER = 'server-timing'

/**
 * Tells a page which request served it, so that its own script can say that it belongs to it. Called twice: as the
 * request begins, for answers whose head the app writes with `writeHead`, and right before the head goes, for those
 * where the app has set the header anew. What the app says in it stays; one that gives it to `writeHead` has it alone.
 */
export function announceToPage(span: RequestSpan, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || requestPurpose(span.method, request.headers) !== 'document') return
  const { traceId, spanId } = span
  const entry = `${SERVER_TIMING_NAME};desc="${traceIdToHex(traceId)}-${spanIdToHex(spanId)}"`
  const present = response.getHeader(HEADER)
  if (present === undefined) response.setHeader(HEADER, entry)
  else if (!String(present).includes(entry)) response.setHeader(HEADER, `${present}, ${entry}`)
}
