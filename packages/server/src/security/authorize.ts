import type { IncomingMessage } from 'node:http'
import type { Access } from '@kymo/protocol'
import type { MiddlewareHandler } from 'hono'
import { ApiError } from '../api/api-error.ts'
import type { ApiEnv } from '../api/context.ts'
import { clientOf } from './client-address.ts'
import { FailedTokens } from './failed-tokens.ts'
import { headerValues } from './gate.ts'
import { LoginSessions } from './login-session.ts'
import { sessionCookieOf } from './session-cookie.ts'
import { bearerOf, type TokenOptions, Tokens } from './tokens.ts'

export interface AuthorizerOptions extends TokenOptions {
  /** Reads need no token. */
  readonly openReads: boolean
  readonly now: () => number
  /** A proxy stands before the collector and says in `X-Forwarded-For` who asks. */
  readonly trustProxy: boolean
}

/** Knows who asks, and what they may. */
export class Authorizer {
  readonly sessions: LoginSessions
  readonly #options: AuthorizerOptions
  readonly #tokens: Tokens
  readonly #failed = new FailedTokens()

  constructor(options: AuthorizerOptions) {
    this.#options = options
    this.#tokens = new Tokens(options)
    this.sessions = new LoginSessions(options)
  }

  /** @throws ApiError for a token that is none, or when the address has tried too many of those */
  byToken(request: IncomingMessage, token: string): Access {
    const address = clientOf(request, this.#options.trustProxy)
    if (this.#failed.isBlocked(address)) {
      throw new ApiError(
        429,
        'TOO_MANY_FAILURES',
        'Too many wrong tokens came from this address.',
        'Wait a minute, then try again with the right one.',
        { 'retry-after': '60' },
      )
    }
    const role = this.#tokens.roleOf(token)
    if (role !== undefined) {
      this.#failed.succeeded(address)
      return { role, by: 'token', until: null }
    }
    this.#failed.count(address, token)
    throw unauthorized('The token is not the collector’s.')
  }

  /** Who asks. @throws ApiError when that is nobody who may */
  accessOf(request: IncomingMessage): Access {
    const authorizations = headerValues(request, 'authorization')
    const [authorization] = authorizations
    if (authorization !== undefined) {
      const token = authorizations.length === 1 ? bearerOf(authorization) : undefined
      if (token !== undefined) return this.byToken(request, token)
      throw unauthorized('The token is not the collector’s.')
    }
    const cookie = sessionCookieOf(request)
    const session = cookie === undefined ? undefined : this.sessions.read(cookie, this.#options.now())
    if (session !== undefined) return { ...session, by: 'session' }
    if (this.#options.openReads) return { role: 'reader', by: 'open', until: null }
    throw unauthorized('This needs the collector’s token.')
  }
}

/**
 * Lets a request to the API pass whose sender may send it. It stands where paths are matched, not before: two readings of
 * one path would be a way around it.
 */
export function authorize(authorizer: Authorizer): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const access = authorizer.accessOf(c.env.incoming)
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    // A cookie comes along by itself, also with what its owner did not mean to send.
    if (!isRead && access.by !== 'token') throw unauthorized('This needs the collector’s token.')
    if (!isRead && access.role !== 'admin') {
      throw new ApiError(403, 'READ_ONLY', 'This token may only read.', 'Use the one of KYMO_TOKEN.')
    }
    c.set('access', access)
    await next()
  }
}

function unauthorized(message: string): ApiError {
  return new ApiError(
    401,
    'UNAUTHORIZED',
    message,
    'Send it as `Authorization: Bearer <token>`: the one that `kymo serve` was started with; `.kymo/` holds that of `kymo dev`.',
    { 'www-authenticate': 'Bearer' },
  )
}
