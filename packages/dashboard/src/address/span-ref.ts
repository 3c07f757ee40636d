/** A span, wherever it is: its trace and its own id. */
export interface SpanRef {
  readonly traceId: string
  readonly spanId: string
}

export function spanRefText({ traceId, spanId }: SpanRef): string {
  return `${traceId}-${spanId}`
}

export function parseSpanRef(text: string | undefined): SpanRef | null {
  const match = /^([0-9a-f]{32})-([0-9a-f]{16})$/.exec(text ?? '')
  return match === null ? null : { traceId: match[1] as string, spanId: match[2] as string }
}
