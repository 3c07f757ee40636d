import type { Access } from '@kymo/protocol'
import { Hono } from 'hono'
import { mediaTypeOf, readBody } from '../ingest/read-body.ts'
import type { Authorizer } from '../security/authorize.ts'
import { SESSION_LIFETIME } from '../security/login-session.ts'
import { sessionCookie } from '../security/session-cookie.ts'
import { ApiError } from './api-error.ts'
import type { ApiEnv } from './context.ts'

/** Bytes of a login's body. */
const BODY_LIMIT = 4096

export interface LoginOptions {
  readonly authorizer: Authorizer
  readonly now: () => number
  /** Whether the page that asks came over TLS. */
  readonly isSecure: (host: string) => boolean
}

/** `POST /api/login` and `POST /api/logout`: before anybody is asked who they are. */
export function loginRoutes({ authorizer, now, isSecure }: LoginOptions): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.post('/login', async (c) => {
    const { incoming } = c.env
    // A form of another site can't send this type without asking first.
    if (mediaTypeOf(incoming) !== 'application/json') {
      throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body’s type must be application/json.')
    }
    const { role } = authorizer.byToken(incoming, tokenOf(await readBody(incoming, BODY_LIMIT)))
    const until = now() + SESSION_LIFETIME
    const cookie = authorizer.sessions.begin({ role, until })
    const { host = '' } = incoming.headers
    c.header('set-cookie', sessionCookie(host, cookie, SESSION_LIFETIME, isSecure(host)))
    return c.json({ role, by: 'session', until } satisfies Access)
  })
  app.post('/logout', (c) => {
    const { host = '' } = c.env.incoming.headers
    c.header('set-cookie', sessionCookie(host, '', 0, isSecure(host)))
    return c.body(null, 204)
  })
  return app
}

/** `GET /api/access` */
export function accessRoutes(): Hono<ApiEnv> {
  return new Hono<ApiEnv>().get('/', (c) => c.json(c.get('access')))
}

function tokenOf(body: Buffer): string {
  try {
    const { token } = JSON.parse(body.toString('utf8')) as { token?: unknown }
    if (typeof token === 'string' && token !== '') return token.trim()
  } catch {
    // It is told below.
  }
  throw new ApiError(400, 'BAD_BODY', 'The body must be {"token": "…"}.')
}
