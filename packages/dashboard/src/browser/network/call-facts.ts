import { type BrowserCall, CALL_PHASES, type CallApi, type CallPhase } from '@kymo/protocol'

export const API_NAMES: Readonly<Record<CallApi, string>> = {
  fetch: 'fetch',
  xhr: 'XHR',
  beacon: 'beacon',
  websocket: 'WebSocket',
  eventsource: 'EventSource',
}

export const PHASE_NAMES: Readonly<Record<CallPhase, string>> = {
  redirect: 'redirects',
  wait: 'waiting to be sent',
  dns: 'name lookup',
  connect: 'connecting',
  tls: 'encryption',
  request: 'waiting for the answer',
  response: 'receiving',
}

/** A connection that stays open on purpose: how long says nothing of how fast. */
export const isLasting = ({ by }: Pick<BrowserCall, 'by'>) => by === 'websocket' || by === 'eventsource'

/** No answer, or one that says so. What the app gave up itself did not fail. */
export const isFailed = ({ error, statusCode, aborted }: BrowserCall) =>
  !aborted && (error !== null || (statusCode !== null && statusCode >= 400))

export const isSlow = (call: BrowserCall, threshold: number) =>
  !isLasting(call) && !isFailed(call) && call.duration >= threshold

/** Path and query, without the origin that a column beside it names. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url)
    return pathname + search
  } catch {
    return url
  }
}

export interface Segment {
  readonly phase: CallPhase | 'whole'
  /** Shares of the call's own duration. */
  readonly left: number
  readonly width: number
}

/**
 * The phases of a call along its duration, in their order. What they do not account for is left open at the end; where the
 * browser told of none, the whole is one.
 */
export function segmentsOf({ phases, duration }: Pick<BrowserCall, 'phases' | 'duration'>): Segment[] {
  if (phases === null || duration <= 0) return [{ phase: 'whole', left: 0, width: 1 }]
  const total = CALL_PHASES.reduce((sum, phase) => sum + (phases[phase] ?? 0), 0)
  if (total <= 0) return [{ phase: 'whole', left: 0, width: 1 }]
  const whole = Math.max(total, duration)
  const segments: Segment[] = []
  let left = 0
  for (const phase of CALL_PHASES) {
    const width = (phases[phase] ?? 0) / whole
    if (width <= 0) continue
    segments.push({ phase, left, width })
    left += width
  }
  return segments
}
