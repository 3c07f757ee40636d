import { KymoError } from '../kymo-error.ts'

/** Where a Redis is, read from what people write as one text. */
export interface RedisAddress {
  readonly cluster: boolean
  /** The first only, unless it is a cluster. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  readonly db: number
  /** For people: without secrets. */
  readonly shown: string
}

const SCHEMES: Readonly<Record<string, { readonly tls: boolean; readonly cluster: boolean }>> = {
  'redis:': { tls: false, cluster: false },
  'rediss:': { tls: true, cluster: false },
  'redis-cluster:': { tls: false, cluster: true },
  'rediss-cluster:': { tls: true, cluster: true },
}
const PORT = 6379

/**
 * `redis://user:password@host:6379/0`, `rediss://…` for TLS; `redis-cluster://…` or `rediss-cluster://…`, or several
 * addresses, with commas between, for a Redis Cluster. User and password are those of the first.
 * @throws KymoError `BAD_OPTIONS`, which does not repeat the address: it may hold a password
 */
export function parseRedisAddress(text: string): RedisAddress {
  const parts = text.split(',').map((part) => part.trim())
  const scheme = /^[a-z-]+:(?=\/\/)/.exec(parts[0] ?? '')?.[0] ?? ''
  const kind = SCHEMES[scheme]
  if (kind === undefined) throw unreadable('It must begin with redis:// or rediss://.')
  const urls = parts.map((part) => urlOf(`${scheme}//${part.replace(/^[a-z-]+:\/\//, '')}`))
  const [first] = urls as [URL, ...URL[]]
  const cluster = kind.cluster || urls.length > 1
  const path = first.pathname.replace(/^\/|\/$/g, '')
  if (!/^\d*$/.test(path)) throw unreadable('After the port there may be the number of a database only.')
  if (cluster && Number(path) !== 0) throw unreadable('A cluster has the database 0 only.')
  const nodes = urls.map(({ hostname, port }) => ({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || PORT),
  }))
  return {
    cluster,
    nodes,
    tls: kind.tls,
    username: decodeURIComponent(first.username) || undefined,
    password: decodeURIComponent(first.password) || undefined,
    db: Number(path),
    shown: nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(', '),
  }
}

function urlOf(address: string): URL {
  try {
    const url = new URL(address)
    decodeURIComponent(url.username + url.password)
    if (url.hostname === '') throw new Error('no host')
    return url
  } catch {
    throw unreadable('It is no address.')
  }
}

function unreadable(why: string): KymoError {
  return new KymoError(
    'BAD_OPTIONS',
    `The address of Redis can not be used. ${why}`,
    'Write it as redis://user:password@host:6379, or several with commas between for a cluster.',
  )
}
