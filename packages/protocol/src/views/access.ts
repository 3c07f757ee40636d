/**
 * - `admin`: reads, and tells of facts.
 * - `reader`: reads.
 */
export const ROLES = ['admin', 'reader'] as const
export type Role = (typeof ROLES)[number]

/** `GET /api/access`, and what `POST /api/login` answers: what whoever asks may do. */
export interface Access {
  readonly role: Role
  /** By what it is known: a cookie, a token sent along, or nothing, where reads are open. */
  readonly by: 'session' | 'token' | 'open'
  /** When the session ends, milliseconds since the Unix epoch; null when it does not. */
  readonly until: number | null
}
