import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { ApiError } from '../api/api-error.ts'
import type { ApiEnv } from '../api/context.ts'
import { headerValues } from './gate.ts'

/** Compares in a time that does not tell how much was right. */
export class TokenCheck {
  readonly #digest: Buffer

  constructor(token: string) {
    this.#digest = digest(token)
  }

  /** @param authorization the Authorization header: `Bearer <token>` */
  accepts(authorization: string | undefined): boolean {
    const match = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')
    return match !== null && timingSafeEqual(digest(match[1] as string), this.#digest)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * Lets a request to the API pass that shows the token, or that reads where reads are open. It stands where paths are
 * matched, not before: two readings of one path would be a way around it.
 */
export function requireToken(token: TokenCheck, openReads: boolean): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!(openReads && isRead)) checkToken(headerValues(c.env.incoming, 'authorization'), token)
    await next()
  }
}

function checkToken(values: readonly string[], token: TokenCheck): void {
  if (values.length === 1 && token.accepts(values[0])) return
  throw new ApiError(
    401,
    'UNAUTHORIZED',
    values.length === 0 ? 'This needs the collector’s token.' : 'The token is not the collector’s.',
    'Send it as `Authorization: Bearer <token>`; `.kymo/` holds the one of this run.',
    { 'www-authenticate': 'Bearer' },
  )
}
