import type { ErrorEvent, RuntimeSnapshot, SessionEvent, SessionSummary } from '@kymo/protocol'
import type { EventRow } from '../store/rows.ts'
import { exceptionError } from './errors.ts'

/** A session that gained nothing for this long is no longer the active one. Milliseconds. */
const ACTIVE_FOR = 30_000

/** The session that gained the newest fact, if what it tells of was less than 30 s ago. */
export function activeSessionId(sessions: readonly SessionSummary[], now: number): string | null {
  const [newest] = [...sessions].sort((a, b) => b.revision - a.revision)
  return newest !== undefined && now - newest.endTime < ACTIVE_FOR ? newest.id : null
}

/** Exceptions that are part of no session, newest first. */
export function strayErrors(
  exceptions: readonly EventRow[],
  sessionOf: ReadonlyMap<number, string | null>,
  limit: number,
): ErrorEvent[] {
  return exceptions
    .filter(({ seq }) => sessionOf.get(seq) == null)
    .slice(0, limit)
    .map((event) => exceptionError(event, null))
}

export function runtimeSnapshot(
  time: number,
  sessions: readonly SessionEvent[],
  errors: readonly ErrorEvent[],
): RuntimeSnapshot {
  return { time, sessions, activeSessionId: activeSessionId(sessions, time), errors }
}
