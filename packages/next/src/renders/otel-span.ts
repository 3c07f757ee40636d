/** A span of OpenTelemetry's, as far as it is used here; what can be read of it, the SDK's own spans have. */
export interface OtelSpan {
  isRecording(): boolean
  end(time?: unknown): void
  readonly name?: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly status?: { readonly code?: number }
}

/**
 * A time as OpenTelemetry takes it, which is since the epoch or the process's start, a date, or seconds and
 * nanoseconds, in milliseconds since the epoch.
 */
export function milliseconds(time: unknown): number | undefined {
  if (time instanceof Date) return time.getTime()
  if (Array.isArray(time)) return Number(time[0]) * 1000 + Number(time[1]) / 1e6
  if (typeof time !== 'number') return undefined
  return time < performance.timeOrigin / 2 ? performance.timeOrigin + time : time
}
