import { attempt } from '../../attempt.ts'

/** Where a Sentry project takes events. */
export interface Dsn {
  readonly publicKey: string
  readonly projectId: string
  /** Origin and path, without a slash at its end. */
  readonly base: string
}

const FORM = 'https://<key>@<host>/<project>'

/**
 * Reads a DSN, such as `https://abc123@o1.ingest.sentry.io/42`.
 * @throws SENTRY_DSN: says what is missing
 */
export function parseDsn(dsn: unknown): Dsn {
  const wrong = (what: string) => new TypeError(`kymo SENTRY_DSN: ${what} A DSN looks like ${FORM}.`)
  if (typeof dsn !== 'string' || dsn === '') throw wrong('The Sentry integration needs a dsn.')
  // Not the DSN itself: where it is wrong it may hold anything.
  if (!URL.canParse(dsn)) throw wrong('The dsn is no URL.')
  const { protocol, username, host, pathname } = new URL(dsn)
  if (protocol !== 'https:' && protocol !== 'http:')
    throw wrong('The dsn must begin with https:// or http://.')
  if (!username) throw wrong('The dsn has no public key before its host.')
  const publicKey = attempt(() => decodeURIComponent(username))
  if (!publicKey) throw wrong('The public key of the dsn can not be read.')
  const at = pathname.replace(/\/+$/, '').lastIndexOf('/')
  const projectId = pathname.slice(at + 1).replace(/\/+$/, '')
  if (!/^\d+$/.test(projectId)) throw wrong('The dsn does not end with the number of a project.')
  return {
    publicKey,
    projectId,
    base: `${protocol}//${host}${pathname.slice(0, at)}`,
  }
}

export function envelopeUrl({ base, projectId, publicKey }: Dsn, client: string): string {
  const query = new URLSearchParams({ sentry_version: '7', sentry_key: publicKey, sentry_client: client })
  return `${base}/api/${projectId}/envelope/?${query}`
}
