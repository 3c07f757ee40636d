import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { RequestPurpose } from '@kymo/protocol'
import type { RouteDefinition } from '../internals/next-types.ts'

/** Metadata files that the App Router serves as if they were routes. */
const METADATA_IMAGE = /\/(?:favicon\.ico|(?:apple-)?icon\d*(?:-\w+)?\.\w+|manifest\.(?:webmanifest|json))$/

const FILE = /\.\w+$/

const DOCUMENT_DESTINATIONS = new Set(['document', 'iframe', 'frame'])

const ASSET_DESTINATIONS = new Set([
  'style',
  'script',
  'font',
  'image',
  'audio',
  'video',
  'track',
  'manifest',
])

/** What a request says of itself: what Next.js's own scripts ask for, they mark. */
export type RequestIntent = Extract<RequestPurpose, 'action' | 'hmr' | 'prefetch' | 'navigation'>

/**
 * What the request's head says of why it was made; undefined when it says nothing. To be asked before Next.js sees
 * the request: for pages that it has rendered already, it takes these headers away.
 */
export function requestIntent({ method, headers }: IncomingMessage): RequestIntent | undefined {
  if (method === 'POST' && headers['next-action'] !== undefined) return 'action'
  if (headers['next-hmr-refresh'] !== undefined) return 'hmr'
  if (isPrefetch(headers)) return 'prefetch'
  // A whole prefetch, such as `prefetch={true}` asks for, is the same request as the navigation's.
  return headers.rsc !== undefined || headers['x-nextjs-data'] !== undefined ? 'navigation' : undefined
}

/**
 * Why the request was made.
 * @param path without its query
 * @param intent what its head said
 * @param route what matched; undefined when nothing did, as with files of the public folder
 * @param statusCode of the answer
 */
export function requestPurpose(
  { method, headers }: IncomingMessage,
  path: string,
  intent: RequestIntent | undefined,
  route: RouteDefinition | undefined,
  statusCode: number,
): RequestPurpose {
  const framework = path.indexOf('/_next/')
  if (framework !== -1) {
    const rest = path.slice(framework + '/_next/'.length)
    if (rest.startsWith('static/') || rest.startsWith('image')) return 'asset'
    if (!rest.startsWith('data/')) return 'internal'
  }
  // The second is how Chrome's developer tools ask for a workspace.
  if (path.includes('/__nextjs') || path.startsWith('/.well-known/appspecific/')) return 'internal'
  if (intent !== undefined) return intent
  if (framework !== -1) return 'navigation'
  if (METADATA_IMAGE.test(path)) return 'asset'
  const destination = headers['sec-fetch-dest']
  if (route === undefined) {
    if (typeof destination === 'string' && ASSET_DESTINATIONS.has(destination)) return 'asset'
    if (FILE.test(path) && statusCode < 400 && (method === 'GET' || method === 'HEAD')) return 'asset'
  }
  // Who asks for the head alone loads no page.
  return method !== 'HEAD' && isDocument(headers, destination, route) ? 'document' : 'data'
}

function isPrefetch(headers: IncomingHttpHeaders): boolean {
  return (
    headers['next-router-prefetch'] !== undefined ||
    headers['next-router-segment-prefetch'] !== undefined ||
    headers['x-middleware-prefetch'] !== undefined ||
    headers.purpose === 'prefetch' ||
    String(headers['sec-purpose'] ?? '').startsWith('prefetch')
  )
}

/** Clients that say nothing of what they want load a document when they ask a page for HTML. */
function isDocument(
  headers: IncomingHttpHeaders,
  destination: string | string[] | undefined,
  route: RouteDefinition | undefined,
): boolean {
  if (destination !== undefined) return DOCUMENT_DESTINATIONS.has(String(destination))
  if (route?.kind === 'APP_ROUTE' || route?.kind === 'PAGES_API') return false
  return headers.accept?.includes('text/html') === true
}
