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
  'kymo.visit.type',
  'kymo.action.args',
  'kymo.action.redirect',
  'kymo.action.revalidated',
  'kymo.exception.mechanism',
  'kymo.code.context',
  'kymo.code.context.start',
  'next.digest',
  'url.fragment',
  'kymo.heartbeat',
] as const

export type WellKnownName = (typeof WELL_KNOWN_NAMES)[number]

/** Where code runs; the value of `kymo.runtime`. */
export const RUNTIMES = ['nodejs', 'edge', 'browser'] as const
export type Runtime = (typeof RUNTIMES)[number]

/** Request header by which a page's own script says which visit a request is from. */
export const VISIT_HEADER = 'x-kymo-visit'

/**
 * Name of the entry of `Server-Timing` by which a page learns of the request that served it; its description is the
 * request's `<trace id>-<span id>`.
 */
export const SERVER_TIMING_NAME = 'kymo'

/** Paths that an agent answers on the app's own origin, in place of the app, begin so. They are nobody's traffic. */
export const OWN_PATH_PREFIX = '/__kymo/'

/** Where a page of the app finds the page's script. */
export const PAGE_SCRIPT_PATH = `${OWN_PATH_PREFIX}client.js`

/**
 * How a visit began; the value of `kymo.visit.type`.
 * - `load`: the browser loaded the page, by a link or an address.
 * - `reload`: it loaded it again.
 * - `push`, `replace`: a script changed the page, with or without a new entry in the history.
 * - `traverse`: back or forward, to a page that a script had changed.
 * - `restore`: back or forward, to a page that the browser had kept whole.
 */
export const VISIT_TYPES = ['load', 'reload', 'push', 'replace', 'traverse', 'restore'] as const
export type VisitType = (typeof VISIT_TYPES)[number]

/**
 * By which way an exception was seen; the value of `kymo.exception.mechanism`.
 * - `request`, `action`, `render`, `proxy`: it failed a route handler or API route, a server action, a page, the proxy.
 * - `after`: it failed work that was left for after the answer.
 * - `build`: the dev server could not compile what the request needs.
 * - `process`: nothing on the server caught it.
 * - `window`, `promise`: nothing in the browser caught it; a thrown error, a rejection.
 * - `react`: React caught it while rendering in the browser.
 * - `app`: the app itself told of it.
 * - `console`: the app wrote a text of its own to `console.error`.
 * - `resource`: an image, script, style sheet or other file of the page did not load.
 * - `boundary`: an error boundary of the app told of it.
 */
export const EXCEPTION_MECHANISMS = [
  'request',
  'action',
  'render',
  'proxy',
  'after',
  'build',
  'process',
  'window',
  'promise',
  'react',
  'app',
  'console',
  'resource',
  'boundary',
] as const
export type ExceptionMechanism = (typeof EXCEPTION_MECHANISMS)[number]

/** What `error.type` says of a call that the app itself gave up; it did not fail. */
export const GIVEN_UP = 'AbortError'

/** Prefix of captured request headers, followed by the lower-case header name. */
export const REQUEST_HEADER_PREFIX = 'http.request.header.'
/** Prefix of captured response headers, followed by the lower-case header name. */
export const RESPONSE_HEADER_PREFIX = 'http.response.header.'

/** Name of the event that an exception makes. */
export const EXCEPTION_EVENT = 'exception'

/**
 * Name of the event that an HTTP server makes when it begins to listen; with `server.port`, `url.scheme` and
 * `process.working_directory`.
 */
export const SERVER_LISTENING_EVENT = 'kymo.server.listening'

/**
 * Name of the point that a process makes every few seconds where its facts go straight to a collector: its value is the
 * process's CPU in percent, its attribute of the same name the JSON of its `PulseHeartbeat`.
 */
export const HEARTBEAT_POINT = 'kymo.heartbeat'

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
