import type { ErrorEvent, ErrorGroup } from '@kymo/protocol'
import type { EventRow } from '../store/rows.ts'
import { groupBy } from './group-by.ts'

/** An error, and who reported it. */
export interface FoundError {
  readonly app: string
  readonly error: ErrorEvent
}

/** Errors of one mistake each, the group with the newest first. */
export function groupErrors(found: readonly FoundError[]): ErrorGroup[] {
  return [...groupBy(found, ({ error }) => error.fingerprint).values()].map(groupOf).sort(newestFirst)
}

function groupOf(found: readonly FoundError[]): ErrorGroup {
  const times = found.map(({ error }) => error.time)
  const lastSeen = times.reduce((a, b) => Math.max(a, b))
  const { app, error } = found.findLast(({ error: { time } }) => time === lastSeen) as FoundError
  return {
    fingerprint: error.fingerprint,
    app,
    type: error.type,
    message: error.message,
    count: found.length,
    sessions: new Set(found.flatMap(({ error: { sessionId } }) => sessionId ?? [])).size,
    firstSeen: times.reduce((a, b) => Math.min(a, b)),
    lastSeen,
    latest: error,
  }
}

/** By the newest of each, highest fingerprint first where they are equal. */
export function newestFirst(
  a: Pick<ErrorGroup, 'lastSeen' | 'fingerprint'>,
  b: Pick<ErrorGroup, 'lastSeen' | 'fingerprint'>,
): number {
  return b.lastSeen - a.lastSeen || (a.fingerprint < b.fingerprint ? 1 : -1)
}

/** Whether a text is part of the type, the message or the place of a group's newest, in any case. */
export function mentions({ type, message, latest: { source } }: ErrorGroup, text: string): boolean {
  const part = text.toLowerCase()
  return [`${type}: ${message}`, source?.file, source?.function].some((value) =>
    value?.toLowerCase().includes(part),
  )
}

/** Leaves out what several spans of a trace passed on but once: the oldest stays. @param events newest first */
export function withoutPassedOn(events: readonly EventRow[]): EventRow[] {
  const oldest = new Map(events.map((event) => [`${event.traceId ?? event.seq} ${event.thrown}`, event.seq]))
  const kept = new Set(oldest.values())
  return events.filter(({ seq }) => kept.has(seq))
}
