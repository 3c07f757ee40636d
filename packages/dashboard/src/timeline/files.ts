import type { SpanView } from '@kymo/protocol'

/** Requests for scripts, styles and images, and the framework's own traffic: many, and seldom what is looked for. */
const FILE_PURPOSES: ReadonlySet<unknown> = new Set(['asset', 'internal'])

export function isFilePurpose(purpose: unknown): boolean {
  return FILE_PURPOSES.has(purpose)
}

export function isFile({ kind, attributes }: SpanView): boolean {
  return kind === 'request' && isFilePurpose(attributes['kymo.request.purpose'])
}

/** Whether it was not answered as asked for. */
export function isFailedFile({ status, attributes }: SpanView): boolean {
  const code = attributes['http.response.status_code']
  return status === 'error' || (typeof code === 'number' && code >= 400)
}

/** Its name, and where it lies. */
export function splitFile(address: string): { folder: string; file: string } {
  const path = address.replace(/[?#].*$/s, '')
  const slash = path.lastIndexOf('/')
  const file = address.slice(slash + 1)
  return file === '' ? { folder: '', file: address } : { folder: address.slice(0, slash + 1), file }
}

/** First start and last end. Milliseconds since the epoch. */
export function extentOf(spans: readonly SpanView[]): { startTime: number; duration: number } {
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (const span of spans) {
    start = Math.min(start, span.startTime)
    end = Math.max(end, span.startTime + span.duration)
  }
  return { startTime: start, duration: end - start }
}

/** The stretches of time in which at least one of them was under way, in order. Milliseconds since the epoch. */
export function busyStretches(spans: readonly SpanView[]): { start: number; end: number }[] {
  const stretches: { start: number; end: number }[] = []
  for (const { startTime, duration } of spans.toSorted((a, b) => a.startTime - b.startTime)) {
    const last = stretches.at(-1)
    if (last !== undefined && startTime <= last.end) last.end = Math.max(last.end, startTime + duration)
    else stretches.push({ start: startTime, end: startTime + duration })
  }
  return stretches
}
