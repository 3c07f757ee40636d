import type { IncomingHttpHeaders } from 'node:http'
import type { RequestPurpose } from '@kymo/protocol'

const DESTINATION = /^[a-z]{1,32}$/

/** What the browser will use the answer for, from `sec-fetch-dest`; `undefined` when no browser says. */
export function requestDestination(headers: IncomingHttpHeaders): string | undefined {
  const destination = headers['sec-fetch-dest']
  return typeof destination === 'string' && DESTINATION.test(destination) ? destination : undefined
}

/** Why a request was made, as far as what browsers send tells. Frameworks know more, and say so on the span. */
export function requestPurpose(method: string, headers: IncomingHttpHeaders): RequestPurpose {
  const ahead = headers['sec-purpose'] ?? headers.purpose
  if (typeof ahead === 'string' && ahead.startsWith('prefetch')) return 'prefetch'
  const destination = headers['sec-fetch-dest']
  if (destination === undefined) {
    const accepted = headers.accept
    return (method === 'GET' || method === 'HEAD') && accepted?.includes('text/html') ? 'document' : 'data'
  }
  switch (destination) {
    case 'document':
    case 'iframe':
    case 'frame':
      return 'document'
    case 'empty':
      return 'data'
    default:
      return 'asset'
  }
}
