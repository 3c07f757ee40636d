import {
  type Attributes,
  type Environment,
  FACTS_MAX_SIZE,
  isSwitchedOff,
  PULSE_ROLES,
  type PulseRole,
  redactText,
} from '@kymo/protocol'
import {
  isThreshold,
  parseSlowRoutes,
  SLOW_THRESHOLD,
  type SlowRoutes,
} from './pulse/slow/slow-thresholds.ts'
import { parseRedisAddress, type RedisAddress } from './redis/redis-address.ts'

/** Two of the largest batches. */
const LEAST_IN_REDIS = 1024 * 1024

/**
 * Where facts go: to the collector by HTTP, or through Redis, where any collector gets them. `none`: spans, events and
 * points are not kept, there is the pulse alone.
 */
export type FactsRoute = 'http' | 'redis' | 'none'

/** What an option leaves out is taken from the environment, then from the default. */
export interface AgentOptions {
  /**
   * Off: nothing is patched, nothing subscribed, no timer. `KYMO_DISABLED=1` and `KYMO_MODE=disabled` switch off
   * whatever this says. Default true.
   */
  readonly enabled?: boolean
  /**
   * The collector's address, such as `http://127.0.0.1:4600`; `KYMO_URL`. Without this and without `redis` the agent is
   * off.
   */
  readonly url?: string
  /**
   * Where the pulse goes: heartbeats, slow requests, errors and traffic; `KYMO_REDIS_URL`. Such as
   * `redis://user:password@host:6379/0`, `rediss://…` for TLS, `redis-cluster://host:7000,host:7001` for a cluster.
   * Default: none; heartbeats then go to the collector with the facts.
   */
  readonly redis?: string
  /**
   * How facts go, where there is a choice; `KYMO_FACTS`. Default: `http`. With `redis` alone no fact goes anywhere
   * unless this says `redis`.
   */
  readonly facts?: 'http' | 'redis'
  /** What the process does: answers requests, or works off jobs; `KYMO_ROLE`. Default `server`. */
  readonly role?: PulseRole
  /**
   * Milliseconds from which the pulse tells of a request or job as slow; `Infinity` for never. `KYMO_SLOW`. Default 1000.
   */
  readonly slow?: number
  /**
   * The same for single routes, as their framework writes them, and for jobs: `{ 'GET /export/:id': 5000, '/health':
   * Infinity }`. `KYMO_SLOW_ROUTES`, such as `GET /export/:id=5000,/health=off`. Default: none.
   */
  readonly slowRoutes?: SlowRoutes
  /** The collector's token; `KYMO_TOKEN`. */
  readonly token?: string
  /**
   * The app's name, `service.name`; `KYMO_APP`. Default: the name in the working directory's package.json, else the
   * directory's.
   */
  readonly app?: string
  /** `deployment.environment.name`, such as `development`; `KYMO_ENV`. Default: none. */
  readonly environment?: string
  /** Share of traces kept, 0 to 1; `KYMO_SAMPLE`. A caller's own decision, in its `traceparent`, goes first. Default 1. */
  readonly sample?: number
  /**
   * Origins that are sent `traceparent`, besides those that this process serves on loopback; `KYMO_PROPAGATE_TO`,
   * comma-separated. Default: none.
   */
  readonly propagateTo?: readonly string[]
  /** Keep redacted headers of inbound requests and their answers. Default: only when the environment is `development`. */
  readonly captureHeaders?: boolean
  /** Milliseconds that a fact waits for others at most. Default: 100 in `development`, else 1000. */
  readonly flushInterval?: number
  /**
   * Milliseconds for which the end of a process may be held up until its last facts are delivered; `KYMO_EXIT_TIMEOUT`.
   * Those that the delivering thread needs to begin come on top. Default 1000.
   */
  readonly exitTimeout?: number
  /** Bytes of facts kept while the collector can't be reached; the oldest go first. Default 8 MiB. */
  readonly maxMemory?: number
  /**
   * Bytes of facts, of all processes together, that may wait in Redis until a collector fetches them; the oldest go
   * first. `KYMO_REDIS_MAX_BYTES`. Default 64 MiB.
   */
  readonly redisMaxBytes?: number
  /** Further attributes of the resource, such as `kymo.framework`. */
  readonly resource?: Attributes
}

/** Options with everything decided. */
export interface Settings {
  /** Where batches go by HTTP; there is one when `facts` is `http`. */
  readonly endpoint: URL | undefined
  /** There is one when `facts` is `redis`. */
  readonly redis: RedisAddress | undefined
  readonly facts: FactsRoute
  readonly role: PulseRole
  readonly slow: number
  readonly slowRoutes: SlowRoutes
  readonly token: string | undefined
  readonly app: string | undefined
  readonly environment: string | undefined
  readonly sample: number
  readonly propagateTo: readonly string[]
  readonly captureHeaders: boolean
  readonly flushInterval: number
  readonly exitTimeout: number
  readonly maxMemory: number
  readonly redisMaxBytes: number
  readonly resource: Attributes
}

/**
 * Decides every option. `undefined` when the agent is to be off.
 * @param complain is told in one line of each value that can't be used; the default is taken for it
 */
export function resolveOptions(
  options: AgentOptions,
  environment: Environment,
  complain: (problem: string) => void,
): Settings | undefined {
  if (options.enabled === false || isSwitchedOff(environment)) return undefined
  const endpoint = endpointOf(options.url ?? environment.KYMO_URL, complain)
  const redis = redisOf(options.redis ?? environment.KYMO_REDIS_URL, complain)
  if (endpoint === undefined && redis === undefined) return undefined
  const named = options.environment ?? environment.KYMO_ENV
  const development = named === 'development'
  return {
    endpoint,
    redis,
    facts: factsOf(options.facts ?? environment.KYMO_FACTS, endpoint, redis, complain),
    role: roleOf(options.role ?? environment.KYMO_ROLE, complain),
    slow: slowOf(options.slow ?? numberOf(environment.KYMO_SLOW), complain),
    slowRoutes: slowRoutesOf(options.slowRoutes, environment.KYMO_SLOW_ROUTES, complain),
    token: options.token ?? (environment.KYMO_TOKEN || undefined),
    app: options.app ?? (environment.KYMO_APP || undefined),
    environment: named || undefined,
    sample: share(options.sample ?? environment.KYMO_SAMPLE, complain),
    propagateTo: origins(options.propagateTo ?? environment.KYMO_PROPAGATE_TO?.split(',') ?? [], complain),
    captureHeaders: options.captureHeaders ?? development,
    flushInterval: atLeast('flushInterval', options.flushInterval, 1, development ? 100 : 1000, complain),
    exitTimeout: atLeast(
      'KYMO_EXIT_TIMEOUT',
      options.exitTimeout ?? numberOf(environment.KYMO_EXIT_TIMEOUT),
      0,
      1000,
      complain,
    ),
    maxMemory: atLeast('maxMemory', options.maxMemory, 64 * 1024, 8 * 1024 * 1024, complain),
    redisMaxBytes: atLeast(
      'KYMO_REDIS_MAX_BYTES',
      options.redisMaxBytes ?? numberOf(environment.KYMO_REDIS_MAX_BYTES),
      LEAST_IN_REDIS,
      FACTS_MAX_SIZE,
      complain,
    ),
    resource: options.resource ?? {},
  }
}

function endpointOf(address: string | undefined, complain: (problem: string) => void): URL | undefined {
  if (address === undefined || address === '') return undefined
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    complain(`KYMO_URL is ${quote(address)}; it must be an http or https address. No facts are sent to it.`)
    return undefined
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/ingest`
  url.search = ''
  url.hash = ''
  return url
}

function redisOf(address: string | undefined, complain: (problem: string) => void): RedisAddress | undefined {
  if (address === undefined || address === '') return undefined
  const redis = parseRedisAddress(address)
  // Not shown: what is wrong with it may well be the password in it.
  if (redis === undefined) {
    complain(
      'KYMO_REDIS_URL is no address of Redis; it must be like redis://user:password@host:6379/0. Left out.',
    )
  }
  return redis
}

function factsOf(
  value: string | undefined,
  endpoint: URL | undefined,
  redis: RedisAddress | undefined,
  complain: (problem: string) => void,
): FactsRoute {
  const usual = endpoint === undefined ? 'none' : 'http'
  if (value === undefined || value === '') return usual
  if (value === 'redis' && redis !== undefined) return 'redis'
  if (value === 'http' && endpoint !== undefined) return 'http'
  const wanted = { redis: 'KYMO_REDIS_URL is missing', http: 'KYMO_URL is missing' }[value]
  complain(`KYMO_FACTS is ${quote(value)}; ${wanted ?? 'it must be http or redis'}. Using ${usual}.`)
  return usual
}

function roleOf(value: string | undefined, complain: (problem: string) => void): PulseRole {
  if (value === undefined || value === '') return 'server'
  const role = PULSE_ROLES.find((candidate) => candidate === value)
  if (role === undefined) complain(`KYMO_ROLE is ${quote(value)}; it must be server or worker. Using server.`)
  return role ?? 'server'
}

function slowOf(value: number | undefined, complain: (problem: string) => void): number {
  if (value === undefined || isThreshold(value)) return value ?? SLOW_THRESHOLD
  complain(`KYMO_SLOW is ${value}; it must be a number of milliseconds from 0. Using ${SLOW_THRESHOLD}.`)
  return SLOW_THRESHOLD
}

function slowRoutesOf(
  given: SlowRoutes | undefined,
  text: string | undefined,
  complain: (problem: string) => void,
): SlowRoutes {
  const refuse = (part: string) =>
    complain(`KYMO_SLOW_ROUTES has ${quote(part)}; it must be like GET /export/:id=5000. Left out.`)
  if (given === undefined) return parseSlowRoutes(text ?? '', refuse)
  const routes = Object.entries(given)
  for (const [route, value] of routes) if (!isThreshold(value)) refuse(`${route}=${value}`)
  return Object.fromEntries(routes.filter(([, value]) => isThreshold(value)))
}

function share(value: string | number | undefined, complain: (problem: string) => void): number {
  if (value === undefined || value === '') return 1
  const number = Number(value)
  if (number >= 0 && number <= 1) return number
  complain(`KYMO_SAMPLE is ${quote(String(value))}; it must be a number from 0 to 1. Using 1.`)
  return 1
}

function origins(values: readonly string[], complain: (problem: string) => void): string[] {
  const origins: string[] = []
  for (const value of values) {
    const text = value.trim()
    if (text === '') continue
    const origin = URL.canParse(text) ? new URL(text).origin : 'null'
    if (origin !== 'null') origins.push(origin)
    else
      complain(
        `KYMO_PROPAGATE_TO names ${quote(text)}; it must be an origin such as https://api.example.com. Left out.`,
      )
  }
  return origins
}

/** `NaN` for what is none. */
function numberOf(value: string | undefined): number | undefined {
  return value === undefined || value === '' ? undefined : Number(value)
}

function atLeast(
  name: string,
  value: number | undefined,
  least: number,
  usual: number,
  complain: (problem: string) => void,
): number {
  if (value === undefined) return usual
  if (Number.isFinite(value) && value >= least) return value
  complain(`${name} is ${value}; it must be a number of at least ${least}. Using ${usual}.`)
  return usual
}

/** Values are shown cut short: one in the wrong place may be a secret. */
function quote(value: string): string {
  const text = redactText(value)
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
