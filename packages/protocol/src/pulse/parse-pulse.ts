import {
  array,
  count,
  either,
  flag,
  matching,
  number,
  object,
  optional,
  record,
  shape,
  text,
} from '../shape.ts'
import type { ErrorEntry } from './error-entry.ts'
import type { PulseHeartbeat } from './heartbeat.ts'
import { PULSE_ROLES } from './meta.ts'
import { SLOW_KINDS, type SlowEntry } from './slow-entry.ts'
import type { TrafficMinute } from './traffic-minute.ts'
import { PULSE_VERSION } from './version.ts'

/** UTF-16 units of one payload. */
export const PULSE_PAYLOAD_LIMIT = 256 * 1024

export const PULSE_PROBLEM_CODES = [
  'PULSE_TOO_LARGE',
  'PULSE_NOT_JSON',
  'PULSE_NEWER',
  'PULSE_BROKEN',
  'PULSE_TOO_MANY',
] as const
export type PulseProblemCode = (typeof PULSE_PROBLEM_CODES)[number]

/** Why a payload is not read. */
export interface PulseProblem {
  readonly code: PulseProblemCode
  /** What is wrong, and where, such as `system.cpu_usage must be a number from 0 to 100`. */
  readonly message: string
}

export type PulseParsed<Value> =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: PulseProblem }

const NAME = text(1, 256)
const WORD = text(0, 256)
const TIME = number(0, 8.64e15)
/** What the kernel can say: file systems of clouds have no end, and say so. */
const BYTES = number(0, 2 ** 64)
const DURATION = number(0, Number.MAX_SAFE_INTEGER)
const LONG = text(0, 64 * 1024)
const RUNTIME = matching(/^[a-z][a-z0-9._-]{0,31}$/, 'a lower-case name of at most 32 characters')
const TRACE_ID = matching(/^[0-9a-f]{32}$/, '32 hex digits')
const SPAN_ID = matching(/^[0-9a-f]{16}$/, '16 hex digits')

const META = {
  app_name: NAME,
  environment: WORD,
  runtime: RUNTIME,
  version: WORD,
}

const SOURCE = object({ ...META, hostname: NAME, instance_id: NAME })

const HEARTBEAT = shape({
  timestamp: TIME,
  system: object({
    hostname: NAME,
    platform: NAME,
    cpu_usage: number(0, 100),
    memory_total: BYTES,
    memory_free: BYTES,
    load_avg: array(number(0, 1e6), 3, 3),
    cpu_count: optional(number(0, 1e5)),
    container: optional(flag),
    disks: optional(array(object({ path: text(1, 1024), total: BYTES, free: BYTES }), 0, 64)),
  }),
  process: object({
    pid: count,
    uptime: number(0, 1e10),
    cpu_usage: number(0, 1e6),
    memory_rss: BYTES,
    memory_heap: BYTES,
    memory_heap_total: optional(BYTES),
    event_loop_delay: optional(object({ p50: DURATION, p99: DURATION, max: DURATION })),
    event_loop_utilization: optional(number(0, 1)),
    gc_count: optional(count),
    gc_duration: optional(DURATION),
    dropped: optional(count),
  }),
  meta: object({
    ...META,
    instance_id: optional(NAME),
    role: optional(either(PULSE_ROLES)),
    interval: optional(number(1, 3600)),
    stopping: optional(flag),
  }),
})

const SLOW = shape({
  timestamp: TIME,
  kind: either(SLOW_KINDS),
  method: optional(text(1, 32)),
  route: text(1, 2048),
  url: optional(text(0, 8192)),
  status: optional(number(0, 999)),
  duration: DURATION,
  threshold: DURATION,
  trace_id: optional(TRACE_ID),
  span_id: optional(SPAN_ID),
  headers: optional(record(text(0, 8192), 128)),
  source: SOURCE,
})

const ERROR = shape({
  fingerprint: matching(/^[a-z0-9-]{1,64}$/, 'up to 64 characters of a-z 0-9 -'),
  type: NAME,
  message: LONG,
  count,
  first_seen: TIME,
  last_seen: TIME,
  stack: optional(LONG),
  method: optional(text(1, 32)),
  route: optional(text(1, 2048)),
  url: optional(text(0, 8192)),
  trace_id: optional(TRACE_ID),
  span_id: optional(SPAN_ID),
  source: SOURCE,
})

const TRAFFIC = shape({
  minute: number(0, 8.64e15),
  app_name: NAME,
  environment: WORD,
  routes: array(
    object({
      method: text(1, 32),
      route: text(1, 2048),
      count,
      errors: count,
      slow: count,
      sum: DURATION,
      max: DURATION,
      buckets: array(number(-1e4, Number.MAX_SAFE_INTEGER), 0, 4096),
    }),
    0,
    1024,
  ),
})

/** What came as a heartbeat. Fields that are not known are passed over; nothing is thrown. */
export const parseHeartbeat = (json: string): PulseParsed<PulseHeartbeat> => parse(json, HEARTBEAT)
/** What came as an entry of a slow stream. */
export const parseSlowEntry = (json: string): PulseParsed<SlowEntry> => parse(json, SLOW)
/** What came as a process's part in a group of errors. */
export const parseErrorEntry = (json: string): PulseParsed<ErrorEntry> => parse(json, ERROR)
/** What came as a minute of a process's requests. */
export const parseTrafficMinute = (json: string): PulseParsed<TrafficMinute> => parse(json, TRAFFIC)

function parse<Value>(json: string, check: (value: unknown) => string | undefined): PulseParsed<Value> {
  if (json.length > PULSE_PAYLOAD_LIMIT) {
    return problem('PULSE_TOO_LARGE', `A payload has at most ${PULSE_PAYLOAD_LIMIT} characters.`)
  }
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return problem('PULSE_NOT_JSON', 'The payload is not JSON.')
  }
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : PULSE_VERSION
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return problem('PULSE_BROKEN', 'v must be a whole number from 1')
  }
  if (version > PULSE_VERSION) {
    return problem(
      'PULSE_NEWER',
      `The payload has version ${version} of the protocol; this Kymo reads ${PULSE_VERSION}.`,
    )
  }
  const wrong = check(value)
  return wrong === undefined ? { value: value as Value } : problem('PULSE_BROKEN', wrong)
}

const problem = (code: PulseProblemCode, message: string) => ({ problem: { code, message } })
