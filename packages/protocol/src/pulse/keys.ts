/*
 * Where the pulse lies in Redis. Apps and ids are escaped, so that a name can neither leave its place in a key nor
 * choose a slot of a cluster.
 */

export const PULSE_KEY_PREFIX = 'pulse'

/** Seconds that a heartbeat is kept after the last. */
export const HEARTBEAT_TTL = 30
/** Seconds between two heartbeats, unless the recorder is told otherwise. */
export const HEARTBEAT_INTERVAL = 5
/** Entries of a slow stream; trimmed approximately. */
export const SLOW_MAX_LENGTH = 1000
/** Seconds that a group of errors is kept after its newest. */
export const ERRORS_TTL = 60 * 60
/** Seconds that a process's minutes are kept. */
export const TRAFFIC_TTL = 60 * 60
/** The field of a slow stream's entry. */
export const SLOW_FIELD = 'entry'

/** A String: the JSON of a `PulseHeartbeat`, for `HEARTBEAT_TTL`. */
export const heartbeatKey = (app: string, id: string): string => keyOf('server', app, id)
/** A Stream of at most about `SLOW_MAX_LENGTH` entries; the field `entry` is the JSON of a `SlowEntry`. */
export const slowKey = (app: string): string => keyOf('slow', app)
/** A ZSet: fingerprints, by when the group's newest was seen; for `ERRORS_TTL`. */
export const errorsKey = (app: string): string => keyOf('errors', app)
/** A Hash: per instance id, the JSON of its `ErrorEntry`; for `ERRORS_TTL`. */
export const errorKey = (app: string, fingerprint: string): string => keyOf('error', app, fingerprint)
/** The same by the key of the app's ZSet, as whoever wrote that has escaped the name. */
export const errorKeyBeside = (errors: string, fingerprint: string): string =>
  `${PULSE_KEY_PREFIX}:error:${errors.slice(errorsKey('').length)}:${escapeName(fingerprint)}`
/** A Hash: per minute, the JSON of a `TrafficMinute`; for `TRAFFIC_TTL`. */
export const trafficKey = (app: string, id: string): string => keyOf('traffic', app, id)

const KINDS = ['server', 'slow', 'errors', 'error', 'traffic'] as const
export type PulseKeyKind = (typeof KINDS)[number]

/** What `SCAN` is given to find all keys of a kind. */
export const keyPattern = (kind: PulseKeyKind): string => `${PULSE_KEY_PREFIX}:${kind}:*`

export interface PulseKey {
  readonly kind: PulseKeyKind
  readonly app: string
  /** The instance id or fingerprint; absent for `slow` and `errors`. */
  readonly id?: string
}

/** Reads a key; undefined for one that is none of these. */
export function parsePulseKey(key: string): PulseKey | undefined {
  const [prefix, kind, app, id, ...more] = key.split(':')
  if (prefix !== PULSE_KEY_PREFIX || !app || more.length > 0) return undefined
  const known = KINDS.find((candidate) => candidate === kind)
  const named = known !== 'slow' && known !== 'errors'
  if (known === undefined || named !== (id !== undefined) || id === '') return undefined
  try {
    return {
      kind: known,
      app: decodeURIComponent(app),
      ...(id === undefined ? undefined : { id: decodeURIComponent(id) }),
    }
  } catch {
    return undefined
  }
}

function keyOf(kind: PulseKeyKind, ...names: string[]): string {
  return [PULSE_KEY_PREFIX, kind, ...names.map(escapeName)].join(':')
}

/** Percent-encodes what separates a key, chooses a cluster's slot, is a pattern's, or does not print. */
function escapeName(name: string): string {
  return name.replace(/[%:{}*?[\]\\\s\p{C}]/gu, (character) => {
    if (character === '*') return '%2A'
    return /\p{Cs}/u.test(character) ? '\ufffd' : encodeURIComponent(character)
  })
}
