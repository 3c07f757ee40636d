import { isSwitchedOff, PAGE_MONITORS } from '@kymo/protocol'
import {
  browserKey,
  type Collector,
  type CollectorOptions,
  createCollector,
  type KymoConfig,
} from '@kymo/server'
import { CliError } from '../cli-error.ts'
import { alertsOf } from '../config/alerts-of.ts'
import { ConfigFile } from '../config/config-file.ts'
import { followConfig } from '../config/follow-config.ts'
import { defaultAppCommand } from '../dev/app-command.ts'
import { AppProcess } from '../dev/app-process.ts'
import { onParentGone } from '../dev/parent-watch.ts'
import { withPreload } from '../dev/preload.ts'
import { ProjectCollector } from '../dev/project-collector.ts'
import { type Discovery, ensureProjectFolder } from '../project-folder.ts'
import { say } from '../terminal/say.ts'
import { stderrStyle as style } from '../terminal/style.ts'
import { version } from '../version.ts'

export interface DevOptions {
  /** The project's folder. */
  readonly root: string
  /** The app's command; the package's `dev` script when empty. */
  readonly command: readonly string[]
  /** First port to try; the next free one is taken if it is in use. 4600 */
  readonly port: number
  /** The file that says what is watched. Default: `kymo.config.json`, if there is one. */
  readonly config: string | undefined
  /** Further origins whose pages may read and write. */
  readonly allowOrigins: readonly string[]
  /** A request that takes at least this many milliseconds is slow. 1000 */
  readonly slowThreshold: number
  /** Put a script into the app's pages, which tells of what they do and shows the panel. Default true */
  readonly pageScript: boolean
}

/** Ports tried, from the first on. */
const PORTS_TRIED = 50

/** Days of facts kept, and bytes. */
const RETENTION = { maxAge: 7 * 24 * 60 * 60 * 1000, maxSize: 1024 * 1024 * 1024 }

/**
 * Runs the app with the agent preloaded, and a collector beside it, until the app ends or is interrupted.
 * @returns the app's exit code
 */
export async function dev(options: DevOptions): Promise<number> {
  const command = options.command.length > 0 ? options.command : await defaultAppCommand(options.root)
  await ensureProjectFolder(options.root)
  const config = new ConfigFile(options.root, options.config)
  const { page } = (await config.read()) ?? {}
  const collector = await ProjectCollector.open(
    options.root,
    async (token, port) => {
      const collector = await startCollector(options, config, token, port)
      followConfig(config, collector, [])
      return collector
    },
    () => say(`the other \`kymo dev\` has ended; the dashboard goes on here, at the same address.`),
  )
  const { discovery } = collector
  const address = style.accent(discovery.url)
  if (collector.own) say(`${address}  ${style.dim(`your app's pulse · ${command.join(' ')}`)}`)
  else say(`already runs for this project at ${address}; the app is shown there.`)
  try {
    return await runApp(options, command, discovery, page)
  } finally {
    config.close()
    await collector.close()
  }
}

/** At `exact`, or else at the first free port from the one asked for. */
async function startCollector(
  options: DevOptions,
  config: ConfigFile,
  token: string,
  exact: number | undefined,
): Promise<Collector> {
  const alerts = alertsOf(await config.read(), [])
  const collectorOptions = (port: number): CollectorOptions => ({
    port,
    token,
    version,
    store: { kind: 'duckdb', folder: `${options.root}/.kymo/store` },
    allowedOrigins: [...options.allowOrigins],
    allowAppOrigins: true,
    openReads: true,
    retention: RETENTION,
    alerts,
    slowThreshold: options.slowThreshold,
  })
  if (exact !== undefined) return createCollector(collectorOptions(exact))
  const last = Math.min(options.port + PORTS_TRIED, 65_536)
  for (let port = options.port; port < last; port++) {
    try {
      const collector = await createCollector(collectorOptions(port))
      if (port !== options.port) say(`port ${options.port} is in use, so it is ${port} this time.`)
      return collector
    } catch (error) {
      if ((error as { code?: string }).code !== 'PORT_IN_USE') throw error
    }
  }
  throw new CliError(
    'NO_FREE_PORT',
    `All ports from ${options.port} to ${last - 1} are in use.`,
    'Name another: --port 5600',
  )
}

async function runApp(
  options: DevOptions,
  command: readonly string[],
  discovery: Discovery,
  page: KymoConfig['page'],
): Promise<number> {
  const off = isSwitchedOff(process.env)
  if (off) {
    const { KYMO_DISABLED: disabled } = process.env
    const setting = disabled ? `KYMO_DISABLED=${disabled}` : 'KYMO_MODE=disabled'
    say(`${style.slow('the app is not observed')}: ${setting} is set. Unset it to see the app's pulse.`)
  }
  const app = new AppProcess(command, {
    cwd: options.root,
    env: { ...process.env, ...(off ? undefined : appEnvironment(options, discovery, page)) },
  })
  const stop = (signal: NodeJS.Signals) => app.stop(signal)
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  const unwatch = onParentGone(() => stop('SIGTERM'))
  try {
    const { code } = await app.exited
    if (await app.gone()) say('the app did not end within 8 seconds of being asked to, so it was killed.')
    return code
  } finally {
    unwatch()
    for (const signal of signals) process.off(signal, stop)
  }
}

function appEnvironment(
  { allowOrigins, pageScript }: DevOptions,
  discovery: Discovery,
  page: KymoConfig['page'],
): NodeJS.ProcessEnv {
  return {
    NODE_OPTIONS: withPreload(process.env.NODE_OPTIONS),
    KYMO_URL: discovery.url,
    KYMO_TOKEN: discovery.token,
    KYMO_ENV: process.env.KYMO_ENV ?? 'development',
    // One from outside would be another collector's.
    KYMO_BROWSER_KEY: pageScript ? browserKey(discovery.token) : '',
    KYMO_PAGE_ORIGINS: allowOrigins.join(','),
    KYMO_PAGE_OFF: PAGE_MONITORS.filter((monitor) => page?.[monitor] === false).join(','),
    // The fleet's is not where an app on a developer's machine belongs; its pulse goes to the dashboard here.
    KYMO_REDIS_URL: '',
    // `next dev` kills its server 100 ms after it has asked it to end, be it delivering its last facts or not.
    NEXT_EXIT_TIMEOUT_MS: process.env.NEXT_EXIT_TIMEOUT_MS ?? '2000',
  }
}
