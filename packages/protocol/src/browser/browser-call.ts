/** By what a page made a call; the value of `kymo.fetch.by`. Absent on a server's. */
export const CALL_APIS = ['fetch', 'xhr', 'beacon', 'websocket', 'eventsource'] as const
export type CallApi = (typeof CALL_APIS)[number]

/**
 * Parts of a call, in their order; `kymo.phase.<name>` is how long each took, milliseconds. Absent where the browser
 * does not tell: of another origin that does not allow it with `Timing-Allow-Origin`.
 * - `redirect`: answers that sent it elsewhere.
 * - `wait`: in the browser, until a connection was asked for or found.
 * - `dns`, `connect`, `tls`: 0 on a connection that was there; `connect` is without `tls`.
 * - `request`: from the request's first byte to the answer's.
 * - `response`: from the answer's first byte to its last.
 */
export const CALL_PHASES = ['redirect', 'wait', 'dns', 'connect', 'tls', 'request', 'response'] as const
export type CallPhase = (typeof CALL_PHASES)[number]

/** Prefix of the attribute of a phase. */
export const PHASE_PREFIX = 'kymo.phase.'
