import { createHash, timingSafeEqual } from 'node:crypto'
import type { Role } from '@kymo/protocol'

export interface TokenOptions {
  /** Reads and writes. */
  readonly token: string
  /** Reads only. Default: none. */
  readonly readToken?: string | undefined
}

/** Knows who shows which token; compares in a time that does not tell how much was right. */
export class Tokens {
  readonly #digests: readonly (readonly [Role, Buffer])[]

  constructor({ token, readToken }: TokenOptions) {
    this.#digests = [
      ['admin', digestOf(token)],
      ...(readToken === undefined ? [] : [['reader', digestOf(readToken)] as const]),
    ]
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
