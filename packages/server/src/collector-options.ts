import type { AlertOptions } from './alerts/alert-options.ts'
import { checkAlerts } from './alerts/config/check-alerts.ts'
import { KymoError, type Notice } from './kymo-error.ts'
import type { Retention } from './retention.ts'
import { isLoopback } from './security/host.ts'
import type { StoreOptions } from './store/open-store.ts'

export interface CollectorOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** What writers, and readers unless `openReads`, have to show as `Authorization: Bearer`. */
  readonly token: string
  /** Shown in the same way, it lets read and nothing else. Default: none. */
  readonly readToken?: string
  /**
   * The address to listen on, such as `0.0.0.0`; all others than loopback's are open to other machines. Default: both
   * loopback addresses.
   */
  readonly host?: string
  /** Serve over TLS, with this key and certificate (PEM). Default: plain HTTP. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer }
  /** Origins under which people reach it besides its own address, such as `https://pulse.example.com`. Default: none. */
  readonly publicOrigins?: readonly string[]
  /** A proxy stands before it, and says in `X-Forwarded-For` who asks. Default: false. */
  readonly trustProxy?: boolean
  /** Default: in memory. */
  readonly store?: StoreOptions
  /** Origins whose pages may read and write from a browser; exactly as browsers send them. Default: none. */
  readonly allowedOrigins?: readonly string[]
  /**
   * The pages of apps that report here from this machine may read, and with the token write, too: each server that an
   * agent tells of adds its loopback origins, as do those that are known from before and still run. Default: false.
   */
  readonly allowAppOrigins?: boolean
  /** Reads need no token. Default: false. */
  readonly openReads?: boolean
  readonly retention?: Retention
  /**
   * Where agents put facts besides HTTP, and heartbeats: `redis://user:password@host:6379/0`, `rediss://…` for TLS,
   * several with commas between, or `redis-cluster://…`, for a cluster. Collectors of one Redis share the facts among
   * them. Default: none.
   */
  readonly redis?: string
  /**
   * Milliseconds after which facts that another collector fetched from Redis and did not count are fetched by this one:
   * the same for all collectors. Default: 30,000.
   */
  readonly redisClaimIdle?: number
  /**
   * Milliseconds between two looks at the processes: what is known of them in Redis is read, and what has changed is
   * told. What is new in Redis is searched for half as often. Default: 2000.
   */
  readonly pulseInterval?: number
  /** What is watched, and who is told. Default: nothing, and nobody. */
  readonly alerts?: AlertOptions
  /** Milliseconds from which a request is slow. Default: 1000. */
  readonly slowThreshold?: number
  /** Shown in `GET /api/status`. Default: the package's. */
  readonly version?: string
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number
  /** Told of what went wrong without stopping the collector. Default: a line on stderr. */
  readonly onNotice?: (notice: Notice) => void
}

/** @throws KymoError with the code `BAD_OPTIONS`, or of `alerts` one of `ConfigErrorCode` */
export function checkOptions(options: CollectorOptions): void {
  const {
    port,
    token,
    readToken,
    host,
    openReads = false,
    redisClaimIdle = 1,
    pulseInterval = 2_000,
  } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new KymoError('BAD_OPTIONS', 'port must be a whole number from 0 to 65535.')
  }
  for (const [name, value] of Object.entries({ token, ...(readToken === undefined ? {} : { readToken }) })) {
    if (!/^[\x21-\x7e]{8,}$/.test(value)) {
      throw new KymoError('BAD_OPTIONS', `${name} must have at least 8 printable characters, and no space.`)
    }
  }
  if (readToken === token) throw new KymoError('BAD_OPTIONS', 'readToken must be another than token.')
  if (openReads && host !== undefined && !isLoopback(host)) {
    throw new KymoError('BAD_OPTIONS', 'Reads can only be open where nobody but this machine can ask.')
  }
  if (!(redisClaimIdle >= 1)) {
    throw new KymoError('BAD_OPTIONS', 'redisClaimIdle must be a number of milliseconds, at least 1.')
  }
  if (!(pulseInterval >= 50 && pulseInterval <= 5_000)) {
    throw new KymoError('BAD_OPTIONS', 'pulseInterval must be a number of milliseconds, from 50 to 5000.')
  }
  if (options.alerts !== undefined) checkAlerts(options.alerts, 'alerts', undefined)
  for (const origin of [...(options.allowedOrigins ?? []), ...(options.publicOrigins ?? [])]) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new KymoError(
        'BAD_OPTIONS',
        `${JSON.stringify(origin)} is not an origin.`,
        'Write it as the browser sends it: scheme, host, and port where it is not the scheme’s own.',
      )
    }
  }
}
