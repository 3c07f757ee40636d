import { createHash, timingSafeEqual } from 'node:crypto'
import type { Role } from '@kymo/protocol'

export interface TokenOptions {
  /** Reads and writes. */
  readonly token: string
  /** Reads only. Default: none. */
  readonly readToken?: string | undefined
}

/** What each role has to show. */
export function tokensByRole({ token, readToken }: TokenOptions): readonly (readonly [Role, string])[] {
  return [['admin', token], ...(readToken === undefined ? [] : [['reader', readToken] as const])]
}

/** Knows who shows which token; compares in a time that does not tell how much was right. */
export class Tokens {
  readonly #digests: readonly (readonly [Role, Buffer])[]

  constructor(options: TokenOptions) {
    this.#digests = tokensByRole(options).map(([role, token]) => [role, digestOf(token)])
  }

  roleOf(token: string): Role | undefined {
    const shown = digestOf(token)
    let found: Role | undefined
    for (const [role, digest] of this.#digests) if (timingSafeEqual(digest, shown)) found ??= role
    return found
  }
}

/** The token of an Authorization header: `Bearer <token>`. */
export function bearerOf(authorization: string): string | undefined {
  return /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1]
}

export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
