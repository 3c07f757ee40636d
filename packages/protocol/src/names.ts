/**
 * Attribute names: OpenTelemetry semantic conventions 1.44 where they have one, `kymo.*` where they don't.
 * The position in this list is the name's number on the wire: append only, at most 250.
 */
export const WELL_KNOWN_NAMES = [
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'http.request.body.size',
  'http.response.body.size',
  'url.full',
  'url.scheme',
  'url.path',
  'url.query',
  'url.template',
  'server.address',
  'server.port',
  'client.address',
  'network.protocol.version',
  'user_agent.original',
  'error.type',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'code.function.name',
  'code.file.path',
  'code.line.number',
  'code.column.number',
  'session.id',
  'kymo.visit.id',
  'kymo.runtime',
  'kymo.ttfb',
  'kymo.aborted',
  'kymo.request.purpose',
  'kymo.request.dest',
  'kymo.request.referer',
  'kymo.cache.status',
  'kymo.cache.reason',
  'kymo.cache.mode',
  'kymo.cache.tags',
  'kymo.cache.revalidate',
  'kymo.fetch.origin',
  'kymo.action.id',
  'kymo.action.kind',
  'next.html_request_id',
  'next.span_type',
  'next.segment',
  'kymo.exception.escaped',
  'kymo.framework',
  'next.route_kind',
] as const

export type WellKnownName = (typeof WELL_KNOWN_NAMES)[number]

/** Prefix of captured request headers, followed by the lower-case header name. */
export const REQUEST_HEADER_PREFIX = 'http.request.header.'
/** Prefix of captured response headers, followed by the lower-case header name. */
export const RESPONSE_HEADER_PREFIX = 'http.response.header.'

/** Name of the event that an exception makes. */
export const EXCEPTION_EVENT = 'exception'

/** Name of the event that an HTTP server makes when it begins to listen; with `server.port` and `url.scheme`. */
export const SERVER_LISTENING_EVENT = 'kymo.server.listening'

/**
 * Why a request was made, as far as its own headers tell; the value of `kymo.request.purpose`.
 * - `document`: the browser loads a page.
 * - `navigation`: a client-side navigation asks for its data.
 * - `prefetch`: the same, ahead of time.
 * - `hmr`: the dev server refreshes a page after an edit.
 * - `action`: a server action is invoked.
 * - `asset`: scripts, styles, images and other files of the framework or the public folder.
 * - `internal`: the framework's own traffic, such as its dev overlay.
 * - `data`: anything else, such as an API call.
 */
export const REQUEST_PURPOSES = [
  'document',
  'navigation',
  'prefetch',
  'hmr',
  'action',
  'asset',
  'internal',
  'data',
] as const
export type RequestPurpose = (typeof REQUEST_PURPOSES)[number]
