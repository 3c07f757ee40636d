import type { RequestPurpose } from '@kymo/protocol'
import { requestPurpose } from '../instrumentations/http-server/purpose.ts'
import type { RequestSpan } from '../spans/request-span.ts'
import type { EndedRequest } from './ended-request.ts'

/** What the pulse is told of a request that an agent observed. Undefined once its span has been written. */
export function requestOfSpan(span: RequestSpan, end: number, failed: boolean): EndedRequest | undefined {
  const { exchange, method, url, start } = span
  if (exchange === undefined) return undefined
  const { request, response } = exchange
  const { headers } = request
  const purpose = span.get('kymo.request.purpose') as RequestPurpose | undefined
  return {
    method,
    route: span.get('http.route') as string | undefined,
    url,
    purpose: purpose ?? requestPurpose(method, headers),
    status: response.headersSent ? response.statusCode : undefined,
    start,
    end,
    failed,
    headers,
    trace: span,
    whole: span.traceId,
  }
}
