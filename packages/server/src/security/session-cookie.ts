import type { IncomingMessage } from 'node:http'
import { headerValues } from './gate.ts'

/**
 * Cookies know no ports: two collectors of one host need two names. The port is that by which browsers ask; the scheme's
 * own is not said.
 */
function nameOf(host: string): string {
  const [port] = /(?<=:)\d+$/.exec(host) ?? []
  return port === undefined ? 'kymo_session' : `kymo_session_${port}`
}

/** Undefined where there is none, or more than one. */
export function sessionCookieOf(request: IncomingMessage): string | undefined {
  const name = nameOf(request.headers.host ?? '')
  const values = headerValues(request, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 ? values[0] : undefined
}

/**
 * No script reads it, no other site's page sends it.
 * @param host the request's Host header
 * @param lifetime milliseconds; 0 takes it away
 * @param secure that it is sent over TLS only
 */
export function sessionCookie(host: string, value: string, lifetime: number, secure: boolean): string {
  return [
    `${nameOf(host)}=${value}`,
    'Path=/',
    `Max-Age=${Math.floor(lifetime / 1000)}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
  ].join('; ')
}
