/** W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/ */

/**
 * A 128-bit trace id as four signed 32-bit words, most significant first. Words, not text, because an agent
 * makes ids on the request's path and most are never read as text there.
 */
export interface TraceId {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/** A 64-bit span id as two signed 32-bit words, most significant first. */
export interface SpanId {
  readonly hi: number
  readonly lo: number
}

export interface TraceParent {
  readonly traceId: TraceId
  readonly parentId: SpanId
  readonly sampled: boolean
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function wordToHex(word: number): string {
  return (
    (HEX[(word >>> 24) & 255] as string) +
    (HEX[(word >>> 16) & 255] as string) +
    (HEX[(word >>> 8) & 255] as string) +
    (HEX[word & 255] as string)
  )
}

export function traceIdToHex(id: TraceId): string {
  return wordToHex(id.a) + wordToHex(id.b) + wordToHex(id.c) + wordToHex(id.d)
}

export function spanIdToHex(id: SpanId): string {
  return wordToHex(id.hi) + wordToHex(id.lo)
}

function wordFromHex(hex: string, from: number): number {
  return Number.parseInt(hex.slice(from, from + 8), 16) | 0
}

/** @param hex 32 hex digits; not checked. */
export function traceIdFromHex(hex: string): TraceId {
  return { a: wordFromHex(hex, 0), b: wordFromHex(hex, 8), c: wordFromHex(hex, 16), d: wordFromHex(hex, 24) }
}

/** @param hex 16 hex digits; not checked. */
export function spanIdFromHex(hex: string): SpanId {
  return { hi: wordFromHex(hex, 0), lo: wordFromHex(hex, 8) }
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZERO_TRACE = '0'.repeat(32)
const ZERO_SPAN = '0'.repeat(16)

/** `undefined` for anything the specification says to ignore. */
export function parseTraceparent(header: string): TraceParent | undefined {
  const match = TRACEPARENT.exec(header)
  if (match === null) return undefined
  const [, version, traceId, parentId, flags, rest] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string?,
  ]
  if (version === 'ff' || traceId === ZERO_TRACE || parentId === ZERO_SPAN) return undefined
  // Version 00 has exactly four fields; a later version may have more.
  if (version === '00' && rest !== undefined) return undefined
  return {
    traceId: traceIdFromHex(traceId),
    parentId: spanIdFromHex(parentId),
    sampled: (Number.parseInt(flags, 16) & 1) === 1,
  }
}

export function formatTraceparent(traceId: TraceId, spanId: SpanId, sampled: boolean): string {
  return `00-${traceIdToHex(traceId)}-${spanIdToHex(spanId)}-${sampled ? '01' : '00'}`
}
