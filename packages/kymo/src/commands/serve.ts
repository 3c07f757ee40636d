import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import {
  browserKey,
  type CollectorOptions,
  createCollector,
  DEFAULT_ALERT_RULES,
  isLoopback,
} from '@kymo/server'
import { CliError } from '../cli-error.ts'
import { alertsInWords, alertsOf } from '../config/alerts-of.ts'
import { ConfigFile } from '../config/config-file.ts'
import { followConfig } from '../config/follow-config.ts'
import { ensureProjectFolder, projectFolder } from '../project-folder.ts'
import { say } from '../terminal/say.ts'
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
/** Characters of a token that differ: fewer are no token, but a key that was held down. */
const LEAST_DIFFERENT = 8
const DAY = 24 * 60 * 60 * 1000

/**
 * Runs a collector for a fleet until it is told to end; then what it has taken is put in order.
 * @returns the exit code
 */
export async function serve(options: ServeOptions): Promise<number> {
  // From here on: what asks to end while the store is being opened must not end that in the midst.
  const toldToEnd = nextSignal()
  const file = new ConfigFile(options.root, options.config)
  const config = await file.read()
  const alerts = alertsOf(config, DEFAULT_ALERT_RULES)
  const given = await collectorOptions(options)
  const collector = await createCollector({ ...given, alerts })
  say(`${style.accent(collector.url)}  ${style.dim(inWords(options))}`)
  const source = config === undefined ? `by default; ${file.name} would say others` : `by ${file.name}`
  say(style.dim(`alerts: ${alertsInWords(alerts)} (${source})`))
  if (options.allowOrigins.length > 0) {
    say(style.dim(`pages of ${options.allowOrigins.join(', ')} send with the key ${browserKey(given.token)}`))
  }
  followConfig(file, collector, DEFAULT_ALERT_RULES)
  if (isReadable(options)) {
    say(
      'Tokens come in over plain HTTP: give it --tls-key and --tls-cert, or put a proxy with TLS before it.',
    )
  }
  say(`${await toldToEnd}: finishing what was taken.`)
  file.close()
  await collector.close()
  return 0
}

/** Resolves with the first signal that asks to end. Who asks again does not want to wait. */
function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (asked) process.exit(128 + constants.signals[name])
        asked = true
        resolve(name)
      })
    }
  })
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
  const different = new Set(value).size
  if (value.length < LEAST_TOKEN || different < LEAST_DIFFERENT || !/^[\x21-\x7e]+$/.test(value)) {
    throw new CliError(
      'WEAK_TOKEN',
      `The token of ${where} must have at least ${LEAST_TOKEN} printable characters, ${LEAST_DIFFERENT} of them different, and no space.`,
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
  const tls = { key: await readText(root, tlsKey), cert: await readText(root, tlsCert) }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new CliError(
      'BAD_CERTIFICATE',
      `${tlsKey} and ${tlsCert} can't be used together: ${(error as Error).message}.`,
      'Both are PEM; the certificate comes first in its file, those that vouch for it after it.',
    )
  }
  return tls
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

/** Whether others on the network can read along; a proxy that is known of is taken to have TLS. */
function isReadable({ host, tlsKey, trustProxy, publicUrls }: ServeOptions): boolean {
  const isOpen = host !== undefined && !isLoopback(host)
  return isOpen && tlsKey === undefined && !trustProxy && !publicUrls.some((url) => url.startsWith('https:'))
}
