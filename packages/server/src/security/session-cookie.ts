import type { IncomingMessage } from 'node:http'
import { headerValues } from './gate.ts'

const NAME = 'kymo_session'

/** Undefined where there is none, or more than one. */
export function sessionCookieOf(request: IncomingMessage): string | undefined {
  const values = headerValues(request, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1))
  return values.length === 1 ? values[0] : undefined
}

/**
 * No script reads it, no other site's page sends it.
 * @param lifetime milliseconds; 0 takes it away
 * @param secure that it is sent over TLS only
 */
export function sessionCookie(value: string, lifetime: number, secure: boolean): string {
  return [
    `${NAME}=${value}`,
    'Path=/',
    `Max-Age=${Math.floor(lifetime / 1000)}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
  ].join('; ')
}
