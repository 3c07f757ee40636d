import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ROLES, type Role } from '@kymo/protocol'
import { type TokenOptions, tokensByRole } from './tokens.ts'

/** Milliseconds that a login lasts. */
export const SESSION_LIFETIME = 30 * 24 * 60 * 60 * 1000

const PURPOSE = 'kymo login session 1'
const VALUE = /^([a-z]+)\.(\d{1,16})\.([\w-]{22})\.([\w-]{43})$/

export interface LoginSession {
  readonly role: Role
  /** Milliseconds since the Unix epoch. */
  readonly until: number
}

/**
 * Sessions of people who have shown a token: signed with a key that is made from that token, kept nowhere but in their
 * cookies. They last over a restart, and end with the token.
 */
export class LoginSessions {
  readonly #keys: ReadonlyMap<Role, Buffer>

  constructor(options: TokenOptions) {
    const keyOf = (token: string) => createHmac('sha256', token).update(PURPOSE).digest()
    this.#keys = new Map(tokensByRole(options).map(([role, token]) => [role, keyOf(token)]))
  }

  /** @returns a cookie's value */
  begin({ role, until }: LoginSession): string {
    const claim = `${role}.${until}.${randomBytes(16).toString('base64url')}`
    return `${claim}.${this.#sign(role, claim).toString('base64url')}`
  }

  /** @returns undefined for what was not begun here, or is over */
  read(value: string, now: number): LoginSession | undefined {
    const [, name, digits, , signature] = VALUE.exec(value) ?? []
    const role = ROLES.find((candidate) => candidate === name)
    if (role === undefined || signature === undefined || !this.#keys.has(role)) return undefined
    const claim = value.slice(0, value.lastIndexOf('.'))
    const shown = Buffer.from(signature, 'base64url')
    const right = this.#sign(role, claim)
    if (shown.length !== right.length || !timingSafeEqual(shown, right)) return undefined
    const until = Number(digits)
    return until > now ? { role, until } : undefined
  }

  #sign(role: Role, claim: string): Buffer {
    return createHmac('sha256', this.#keys.get(role) as Buffer)
      .update(claim)
      .digest()
  }
}
