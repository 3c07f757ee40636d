import type { IncomingMessage, ServerResponse } from 'node:http'
import { BROWSER_INGEST_PATH } from '@kymo/protocol'
import { ApiError } from '../api/api-error.ts'
import { type HostOptions, isOwnHost, isOwnOrigin } from './host.ts'
import { LIMITS } from './limits.ts'

export interface GateOptions extends HostOptions {
  /** Foreign origins whose pages may read and write. */
  readonly allowedOrigins: ReadonlySet<string>
}

const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  vary: 'Origin',
}

const WRITES: ReadonlySet<string> = new Set(['/api/ingest', BROWSER_INGEST_PATH, '/api/login', '/api/logout'])

/**
 * What every request has to pass before anything else looks at it.
 * @returns false when it has been answered already
 * @throws ApiError when it is refused
 */
export function passGate(request: IncomingMessage, response: ServerResponse, options: GateOptions): boolean {
  for (const name in COMMON_HEADERS) response.setHeader(name, COMMON_HEADERS[name] as string)
  const origin = checkOrigin(request, checkHost(request, options), options)
  if (origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', 'retry-after')
  }
  const path = checkTarget(request)
  if (path.startsWith('/api/')) response.setHeader('cache-control', 'no-store')
  if (request.method === 'OPTIONS') {
    answerOptions(request, response, origin !== undefined, WRITES.has(path))
    return false
  }
  checkMethod(request, path)
  return true
}

/** @returns how the collector is called */
function checkHost(request: IncomingMessage, options: GateOptions): string {
  const hosts = headerValues(request, 'host')
  const [host] = hosts
  if (hosts.length !== 1 || host === undefined) {
    throw new ApiError(400, 'BAD_HOST', 'A request needs exactly one Host header.')
  }
  if (!isOwnHost(host, options)) {
    throw new ApiError(
      403,
      'FORBIDDEN_HOST',
      'The Host header does not name this collector.',
      options.network
        ? 'Name the address that people use with --public-url.'
        : `Use ${options.scheme}://localhost:${options.port()}.`,
    )
  }
  return host
}

/** @returns the foreign origin that is allowed to read the answer */
function checkOrigin(request: IncomingMessage, host: string, options: GateOptions): string | undefined {
  const origins = headerValues(request, 'origin')
  const [origin] = origins
  if (origins.length > 1) throw forbiddenOrigin()
  if (origin === undefined) {
    // Browsers send no Origin where they let a page load something without reading it.
    const foreign = request.headers['sec-fetch-site'] === 'cross-site'
    if (foreign && request.headers['sec-fetch-mode'] !== 'navigate') throw forbiddenOrigin()
    return undefined
  }
  if (isOwnOrigin(origin, host, options)) return undefined
  if (options.allowedOrigins.has(origin)) return origin
  throw forbiddenOrigin()
}

function forbiddenOrigin(): ApiError {
  return new ApiError(
    403,
    'FORBIDDEN_ORIGIN',
    'Pages of this origin may not use the collector.',
    'Allow the origin with --allow-origin, exactly as the browser sends it.',
  )
}

function checkTarget(request: IncomingMessage): string {
  const url = request.url ?? ''
  if (url.length > LIMITS.url)
    throw new ApiError(414, 'URL_TOO_LONG', `A URL has at most ${LIMITS.url} bytes.`)
  if (!url.startsWith('/') || url.startsWith('//') || /[^\x21-\x7e]|\\/.test(url)) {
    throw new ApiError(400, 'BAD_URL', 'The request must name a path of this server.')
  }
  const question = url.indexOf('?')
  return question === -1 ? url : url.slice(0, question)
}

function answerOptions(
  request: IncomingMessage,
  response: ServerResponse,
  crossOrigin: boolean,
  write: boolean,
): void {
  const methods = write ? 'POST' : 'GET, HEAD'
  response.setHeader('allow', `${methods}, OPTIONS`)
  if (crossOrigin && request.headers['access-control-request-method'] !== undefined) {
    response.setHeader('access-control-allow-methods', methods)
    response.setHeader(
      'access-control-allow-headers',
      'authorization, content-type, content-encoding, last-event-id',
    )
    response.setHeader('access-control-max-age', '600')
    // Chromium asks for this where a public page calls a local address.
    if (request.headers['access-control-request-private-network'] === 'true') {
      response.setHeader('access-control-allow-private-network', 'true')
    }
  }
  response.writeHead(204).end()
}

function checkMethod(request: IncomingMessage, path: string): void {
  const methods = WRITES.has(path) ? ['POST'] : ['GET', 'HEAD']
  if (methods.includes(request.method ?? '')) return
  throw new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `Only ${methods.join(' and ')} can be used here.`,
    undefined,
    {
      allow: methods.join(', '),
    },
  )
}

/** Node keeps the first of repeated headers and hides the rest; what decides must see all. */
export function headerValues(request: IncomingMessage, name: string): string[] {
  const values: string[] = []
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i]?.toLowerCase() === name) values.push(request.rawHeaders[i + 1] as string)
  }
  return values
}
