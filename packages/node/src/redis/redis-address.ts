/** Where Redis is, and as whom to speak to it. */
export interface RedisAddress {
  /** At least one; of a cluster, those that are asked first. */
  readonly nodes: readonly RedisNode[]
  readonly cluster: boolean
  readonly tls: boolean
  /** Of an ACL; undefined for the default user. */
  readonly username: string | undefined
  readonly password: string | undefined
  /** Number of the database; a cluster has only 0. */
  readonly db: number
  /** As people may be shown it: without secrets. */
  readonly shown: string
}

export interface RedisNode {
  readonly host: string
  readonly port: number
}

/** Protocols of an address: whether each is a cluster's, and encrypted. */
const PROTOCOLS: Readonly<Record<string, { readonly cluster: boolean; readonly tls: boolean }>> = {
  redis: { cluster: false, tls: false },
  rediss: { cluster: false, tls: true },
  'redis-cluster': { cluster: true, tls: false },
  'rediss-cluster': { cluster: true, tls: true },
}
const PORT = 6379

/**
 * Reads `redis://user:password@host:6379/0`, or `rediss://…` for TLS. Several separated by commas, or
 * `redis-cluster://host:7000,host:7001`, are nodes of one cluster: protocol, user and password are the first one's.
 *
 * @returns undefined for what is no such address
 */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const [first = '', ...more] = text.split(',').map((part) => part.trim())
  const [name = '', rest] = first.split('://', 2)
  const protocol = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined
  if (protocol === undefined || rest === undefined) return undefined
  // An address of a protocol that the platform does not know has no parts.
  const urls = [rest, ...more.map((part) => part.replace(/^[a-z-]+:\/\//, ''))].map(urlOf)
  const [url] = urls
  if (url === undefined || urls.some((other) => other === undefined)) return undefined
  const cluster = protocol.cluster || urls.length > 1
  const db = /^\/(\d{0,5})\/?$/.exec(url.pathname || '/')
  if (db === null || (cluster && Number(db[1]) !== 0)) return undefined
  const nodes = urls.map((node) => ({
    host: (node as URL).hostname.replace(/^\[|\]$/g, ''),
    port: (node as URL).port === '' ? PORT : Number((node as URL).port),
  }))
  const shown = nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',')
  try {
    return {
      nodes,
      cluster,
      tls: protocol.tls,
      username: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || undefined,
      db: Number(db[1]),
      shown: `${name}://${shown}`,
    }
  } catch {
    return undefined
  }
}

function urlOf(rest: string): URL | undefined {
  // `http:` would lose the port 80; a protocol that is not special keeps what it is given.
  const address = `redis://${rest}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  return url.hostname === '' ? undefined : url
}
