import { SPAN_KINDS } from '@kymo/protocol'
import { cac } from 'cac'
import { CliError } from './cli-error.ts'
import { CollectorClient, findCollector } from './collector-client.ts'
import { dev } from './commands/dev.ts'
import { doctor } from './commands/doctor.ts'
import { init } from './commands/init.ts'
import { serve } from './commands/serve.ts'
import { tail } from './commands/tail.ts'
import { top } from './commands/top.ts'
import { version } from './version.ts'

/** What `kymo tail` can be asked for. */
const KINDS: readonly string[] = [...SPAN_KINDS, 'event', 'point']

/**
 * Runs one command.
 * @param argv as `process.argv`: program, script, then the arguments
 * @returns the exit code: 0 done, otherwise that of the app that `kymo dev` ran
 * @throws CliError
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  // What follows `--` is another program's: none of it is ours to read.
  const dashes = argv.indexOf('--')
  const own = dashes === -1 ? argv : argv.slice(0, dashes)
  const appCommand = dashes === -1 ? [] : argv.slice(dashes + 1)

  const cli = cac('kymo')
  cli
    .command('dev', 'Run the app and show its pulse: kymo dev [options] [-- command]')
    .option('--port <port>', 'Port of the dashboard (default: KYMO_PORT or 4600; the next free one if taken)')
    .option('--allow-origin <origin>', 'A further origin whose pages may read and write; may be repeated')
    .option('--slow <ms>', 'A request that takes at least this long is slow', { default: 1000 })
    .option('--config <file>', 'Says what is watched (default: kymo.config.json, if there is one)')
    .option('--no-page-script', "Leave the app's pages as they are: no panel, nothing seen in the browser")
    .example('kymo dev')
    .example('kymo dev -- node server.js')
    .action((options) =>
      dev({
        root: process.cwd(),
        command: appCommand,
        port: wholeNumber('--port', options.port ?? process.env.KYMO_PORT ?? 4600, 1, 65_535),
        config: text('--config', options.config),
        allowOrigins: [options.allowOrigin ?? []].flat().map(origin),
        slowThreshold: wholeNumber('--slow', options.slow, 1, 3_600_000),
        pageScript: options.pageScript !== false,
      }),
    )
  cli
    .command('serve', 'Collect from a fleet of servers, by HTTP and Redis, and show its pulse')
    .option('--port <port>', 'Port (default: KYMO_PORT or 4600)')
    .option('--host <address>', 'Address to listen on, such as 0.0.0.0 (default: this machine only)')
    .option('--redis <url>', 'Where agents put their pulse (default: KYMO_REDIS_URL)')
    .option('--store <folder>', 'Where facts are kept (default: .kymo/serve)')
    .option('--config <file>', 'Says what is watched (default: kymo.config.json, if there is one)')
    .option('--token-file <file>', 'Holds the token of agents and people (default: KYMO_TOKEN)')
    .option('--read-token-file <file>', 'Holds a token that only reads (default: KYMO_READ_TOKEN)')
    .option('--tls-key <file>', 'Serve over TLS with this key (PEM)')
    .option('--tls-cert <file>', 'and this certificate (PEM)')
    .option('--public-url <url>', 'The address that people use, behind a proxy or by name; may be repeated')
    .option('--allow-origin <origin>', 'A further origin whose pages may read and write; may be repeated')
    .option('--trust-proxy', 'A proxy in front says in X-Forwarded-For who asks')
    .option('--slow <ms>', 'A request that takes at least this long is slow', { default: 1000 })
    .option('--keep-days <days>', 'Days that facts are kept', { default: 7 })
    .option('--max-gb <gigabytes>', 'Gigabytes that they may take', { default: 10 })
    .example('KYMO_TOKEN=… kymo serve --redis redis://localhost:6379')
    .action((options) =>
      serve({
        root: process.cwd(),
        port: wholeNumber('--port', options.port ?? process.env.KYMO_PORT ?? 4600, 0, 65_535),
        host: text('--host', options.host),
        redis: text('--redis', options.redis) ?? (process.env.KYMO_REDIS_URL || undefined),
        store: text('--store', options.store),
        config: text('--config', options.config),
        tokenFile: text('--token-file', options.tokenFile),
        readTokenFile: text('--read-token-file', options.readTokenFile),
        tlsKey: text('--tls-key', options.tlsKey),
        tlsCert: text('--tls-cert', options.tlsCert),
        publicUrls: [options.publicUrl ?? []].flat().map(publicUrl),
        allowOrigins: [options.allowOrigin ?? []].flat().map(origin),
        trustProxy: Boolean(options.trustProxy),
        slowThreshold: wholeNumber('--slow', options.slow, 1, 3_600_000),
        keepDays: wholeNumber('--keep-days', options.keepDays, 1, 3650),
        maxGigabytes: wholeNumber('--max-gb', options.maxGb, 1, 10_000),
      }),
    )
  cli
    .command('init', "Put Kymo into a Next.js app's code")
    .option('--dry-run', 'Print what would be written, as a diff, and write nothing')
    .option('--undo', 'Take back what was written')
    .option('--install', "Run the package manager's install afterwards")
    .action((options) =>
      init({
        root: process.cwd(),
        dryRun: Boolean(options.dryRun),
        undo: Boolean(options.undo),
        install: Boolean(options.install),
      }),
    )
  cli
    .command('doctor', 'Look for what keeps Kymo from seeing the app, and say how to mend it')
    .option('--page <url>', 'A page of the running app to look at, such as http://localhost:3000')
    .option('--json', 'Print what was found as JSON')
    .action(({ url, token, page, json }) =>
      doctor({
        root: process.cwd(),
        ...(url === undefined ? {} : { url: String(url) }),
        ...(token === undefined ? {} : { token: String(token) }),
        page: page === undefined ? undefined : address('--page', String(page)),
        json: Boolean(json),
      }),
    )
  cli
    .command('top', 'Routes with count, errors and percentiles, slowest first, live')
    .option('--window <window>', '15m, 1h, 24h or all', { default: '15m' })
    .option('--app <name>', 'Only this app')
    .option('--route <route>', 'Only this route')
    .option('--once', 'Print once and end')
    .option('--json', 'Print once, as JSON')
    .action(async (options) => {
      const { window, app, route } = options
      await untilInterrupted(async (signal) =>
        top(
          await client(options),
          { window: String(window), app, route, once: Boolean(options.once), json: Boolean(options.json) },
          signal,
        ),
      )
      return 0
    })
  cli
    .command('tail', 'Facts as they come')
    .option('--json', 'One JSON object a line')
    .option('--kind <kind>', `Only ${KINDS.join(', ')}`)
    .action(async (options) => {
      const kind = factKind(options.kind)
      await untilInterrupted(async (signal) =>
        tail(await client(options), { json: Boolean(options.json), kind }, signal),
      )
      return 0
    })
  for (const name of ['doctor', 'top', 'tail']) {
    cli.commands
      .find((command) => command.name === name)
      ?.option('--url <url>', "The collector's address (default: KYMO_URL, else this project's)")
      .option('--token <token>', 'Its token (default: KYMO_TOKEN)')
  }
  cli.help()
  cli.version(version)

  try {
    cli.parse([...own], { run: false })
    if (cli.options.help || cli.options.version) return 0
    if (cli.matchedCommand === undefined) {
      const [name] = cli.args
      if (name === undefined) {
        const [unknown] = Object.keys(cli.options).filter((option) => option !== '--')
        if (unknown !== undefined)
          throw new CliError('USAGE', `There is no option ${unknown}.`, 'See kymo --help.')
        cli.outputHelp()
        return 0
      }
      throw new CliError('UNKNOWN_COMMAND', `There is no command ${name}.`, 'See kymo --help.')
    }
    return await cli.runMatchedCommand()
  } catch (error) {
    // The parser's own complaints about words it does not know.
    if (error instanceof Error && error.name === 'CACError')
      throw new CliError('USAGE', error.message, usageHint(cli.matchedCommand?.name, cli.args))
    throw error
  }
}

async function client(options: { url?: string; token?: string }): Promise<CollectorClient> {
  return new CollectorClient(await findCollector(process.cwd(), options))
}

async function untilInterrupted(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.on('SIGINT', abort).on('SIGTERM', abort)
  // `kymo tail | head` is no error: the reader has seen enough.
  process.stdout.on('error', abort)
  try {
    await run(controller.signal)
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort)
  }
}

function usageHint(command: string | undefined, rest: readonly string[]): string {
  return command === 'dev' && rest.length > 0
    ? `The app's command comes after two dashes: kymo dev -- ${rest.join(' ')}`
    : 'See kymo --help.'
}

function factKind(value: string | undefined): string | undefined {
  if (value === undefined || KINDS.includes(value)) return value
  throw new CliError('BAD_OPTION', `--kind takes one of ${KINDS.join(', ')}, not ${value}.`)
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new CliError('BAD_OPTION', `${name} takes a whole number from ${least} to ${most}, not ${value}.`)
  }
  return number
}

/** An option that is given once at most; the parser makes numbers of what looks like one, and a list of several. */
function text(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) throw new CliError('BAD_OPTION', `${name} can be given once only.`)
  return String(value)
}

function publicUrl(value: unknown): string {
  const url = address('--public-url', String(value))
  if (url.href === `${url.origin}/`) return url.origin
  throw new CliError(
    'BAD_OPTION',
    `--public-url takes scheme, host and port only, not ${url.href}.`,
    'It can not be served below a path: give it a host name of its own.',
  )
}

function address(name: string, value: string): URL {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return new URL(value)
  throw new CliError('BAD_OPTION', `${name} takes an address such as http://localhost:3000, not ${value}.`)
}

function origin(value: unknown): string {
  const text = String(value)
  if (!URL.canParse(text) || new URL(text).origin !== text) {
    throw new CliError(
      'BAD_OPTION',
      `--allow-origin takes an origin such as http://localhost:3000, not ${text}.`,
    )
  }
  return text
}
