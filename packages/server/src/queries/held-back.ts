import type { Root } from './root.ts'
import type { Session } from './sessions.ts'

/** Milliseconds for which the parent of a request may still come, by what is known of it; see `MissingParent`. */
const PATIENCE = { unknown: 5_000, observed: 60_000 } as const

/**
 * For how long a session is no session yet: it is a request whose parent is missing, and so likely part of one that is
 * told of only when it ends.
 * @returns milliseconds; 0 for all others
 */
export function heldBackFor({ head, members }: Pick<Session, 'head' | 'members'>, now: number): number {
  const missing = members.find(({ root }) => root.id === head.id)?.missing ?? null
  const age = now - head.start - head.duration
  // Another machine's clock may be ahead.
  return missing === null || age < 0 ? 0 : Math.max(0, PATIENCE[missing] - age)
}

/** Whether `heldBackFor` may say so of this root's session. */
export function mayBeHeldBack(
  { kind, parentId, purpose, visitId, start, duration }: Root,
  now: number,
): boolean {
  return (
    kind === 'request' &&
    parentId !== null &&
    visitId === null &&
    purpose !== 'document' &&
    now - start - duration < PATIENCE.observed
  )
}
