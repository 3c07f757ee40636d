import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CollectorOptions, createCollector, DEFAULT_ALERT_RULES } from '@kymo/server'
import { CliError } from '../cli-error.ts'
import { alertsInWords, alertsOf } from '../config/alerts-of.ts'
import { ConfigFile } from '../config/config-file.ts'
import { followConfig } from '../config/follow-config.ts'
import { ensureProjectFolder, projectFolder } from '../project-folder.ts'
import { stderrStyle as style } from '../terminal/style.ts'
import { version } from '../version.ts'

export interface ServeOptions {
  /** Where paths are relative to. */
  readonly root: string
  readonly port: number
  /** Default: both loopback addresses. */
  readonly host: string | undefined
  /** Default: none. */
  readonly redis: string | undefined
  /** The store's folder. Default: `.kymo/serve` */
  readonly store: string | undefined
  /** The file that says what is watched. Default: `kymo.config.json`, if there is one. */
  readonly config: string | undefined
  /** Files that hold the tokens. Default: KYMO_TOKEN and KYMO_READ_TOKEN. */
  readonly tokenFile: string | undefined
  readonly readTokenFile: string | undefined
  readonly tlsKey: string | undefined
  readonly tlsCert: string | undefined
  /** Addresses under which people reach it. */
  readonly publicUrls: readonly string[]
  readonly allowOrigins: readonly string[]
  readonly trustProxy: boolean
  /** A request that takes at least this many milliseconds is slow. */
  readonly slowThreshold: number
  /** Days that facts are kept. */
  readonly keepDays: number
  /** Gigabytes that they may take. */
  readonly maxGigabytes: number
}

/** Shorter ones can be guessed. */
const LEAST_TOKEN = 16
const DAY = 24 * 60 * 60 * 1000

/**
 * Runs a collector for a fleet until it is told to end; then what it has taken is put in order.
 * @returns the exit code
 */
export async function serve(options: ServeOptions): Promise<number> {
  const file = new ConfigFile(options.root, options.config)
  const config = await file.read()
  const alerts = alertsOf(config, DEFAULT_ALERT_RULES)
  const collector = await createCollector({ ...(await collectorOptions(options)), alerts })
  say(`${style.accent(collector.url)}  ${style.dim(inWords(options))}`)
  const source = config === undefined ? `by default; ${file.name} would say others` : `by ${file.name}`
  say(style.dim(`alerts: ${alertsInWords(alerts)} (${source})`))
  followConfig(file, collector, DEFAULT_ALERT_RULES, say)
  const signal = await new Promise<NodeJS.Signals>((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, done)
  })
  say(`${signal}: finishing what was taken.`)
  // Who asks again does not want to wait.
  const force = () => process.exit(130)
  process.on('SIGINT', force).on('SIGTERM', force)
  file.close()
  await collector.close()
  process.off('SIGINT', force).off('SIGTERM', force)
  return 0
}

async function collectorOptions(options: ServeOptions): Promise<CollectorOptions> {
  const { root } = options
  const token = await tokenOf(root, options.tokenFile, 'KYMO_TOKEN')
  if (token === undefined) {
    throw new CliError(
      'TOKEN_MISSING',
      'kymo serve is open to nobody: it needs a token that agents and people show.',
      'Set KYMO_TOKEN, or name a file with --token-file. A good one: openssl rand -hex 24',
    )
  }
  const readToken = await tokenOf(root, options.readTokenFile, 'KYMO_READ_TOKEN')
  const tls = await certificateOf(options)
  if (options.store === undefined) await ensureProjectFolder(root)
  return {
    port: options.port,
    token,
    version,
    store: { kind: 'duckdb', folder: resolve(root, options.store ?? `${projectFolder(root)}/serve`) },
    allowedOrigins: options.allowOrigins,
    publicOrigins: options.publicUrls,
    trustProxy: options.trustProxy,
    slowThreshold: options.slowThreshold,
    retention: { maxAge: options.keepDays * DAY, maxSize: options.maxGigabytes * 1024 ** 3 },
    ...(readToken === undefined ? {} : { readToken }),
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.redis === undefined ? {} : { redis: options.redis }),
    ...(tls === undefined ? {} : { tls }),
  }
}

async function tokenOf(root: string, file: string | undefined, name: string): Promise<string | undefined> {
  const value = file === undefined ? process.env[name] : (await readText(root, file)).trim()
  const where = file ?? name
  if (value === undefined || value === '') {
    if (file === undefined) return undefined
    throw new CliError('TOKEN_MISSING', `${where} is empty.`)
  }
  if (value.length < LEAST_TOKEN || !/^[\x21-\x7e]+$/.test(value)) {
    throw new CliError(
      'WEAK_TOKEN',
      `The token of ${where} must have at least ${LEAST_TOKEN} printable characters, and no space.`,
      'A good one: openssl rand -hex 24',
    )
  }
  return value
}

async function certificateOf({ root, tlsKey, tlsCert }: ServeOptions): Promise<CollectorOptions['tls']> {
  if (tlsKey === undefined && tlsCert === undefined) return undefined
  if (tlsKey === undefined || tlsCert === undefined) {
    throw new CliError('BAD_OPTION', 'TLS needs both --tls-key and --tls-cert.')
  }
  return { key: await readText(root, tlsKey), cert: await readText(root, tlsCert) }
}

async function readText(root: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(root, file), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CliError('FILE_UNREADABLE', `${file} can't be read (${code}).`)
  }
}

function inWords({ redis, host }: ServeOptions): string {
  const ways = redis === undefined ? 'facts by HTTP' : 'facts by HTTP and Redis'
  return host === undefined ? `${ways} · this machine only; --host opens it to others` : ways
}

function say(line: string): void {
  process.stderr.write(`${style.brand('kymo')}  ${line}\n`)
}
