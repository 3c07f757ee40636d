import { join } from 'node:path'
import type { Page, PerformanceMetrics, RuntimeSnapshot } from '@kymo/protocol'
import { freePort } from '../../tests/support/free-port.ts'
import { type AppCopy, copyApp } from './next-app.ts'
import { processesWith, type Running, repository, start } from './processes.ts'

/** The shop's upstream service, on a port of its own. */
export async function startUpstream(): Promise<{ url: string; process: Running }> {
  const port = await freePort()
  const upstream = start('node', ['upstream/server.mjs'], {
    cwd: join(repository, 'examples/shop'),
    env: { UPSTREAM_PORT: String(port) },
  })
  const url = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${url}/products`)).ok)
  return { url, process: upstream }
}

/** A copy of the shop, inside the workspace so that its packages are found, that a test may edit. */
export const copyShop = (): Promise<AppCopy> => copyApp('examples/shop')

export interface KymoDev {
  readonly process: Running
  /** The dashboard's address. */
  readonly url: string
  /** The app's address. */
  readonly app: string
  /** Marks every process of this run in its environment. */
  readonly mark: string
  get<View>(path: string): Promise<View>
}

/** `kymo dev` in `folder`, resolved when the app has answered. */
export async function startKymoDev(
  folder: string,
  options: {
    command?: readonly string[]
    env?: Readonly<Record<string, string>>
    kymo?: readonly string[]
  } = {},
): Promise<KymoDev> {
  const [kymoPort, appPort] = [await freePort(), await freePort()]
  const mark = `KYMO_TEST_RUN=${kymoPort}-${Date.now()}`
  const [name, value] = mark.split('=') as [string, string]
  const [command, ...args] = options.kymo ?? ['node', join(repository, 'packages/kymo/dist/bin.js')]
  const process = start(
    command as string,
    [...args, 'dev', '--', ...(options.command ?? ['next', 'dev', '--port', String(appPort)])],
    {
      cwd: folder,
      env: {
        KYMO_PORT: String(kymoPort),
        PORT: String(appPort),
        NEXT_TELEMETRY_DISABLED: '1',
        [name]: value,
        ...options.env,
      },
    },
  )
  const [, url] = await process.printed(/kymo {2}(http:\/\/\S+)/)
  const app = `http://localhost:${appPort}`
  await process.printed(/Ready in|listening/)
  return {
    process,
    url: url as string,
    app,
    mark,
    get: async <View>(path: string) => (await (await fetch(url + path)).json()) as View,
  }
}

/** Ends the run as `kill` would, and resolves when nothing of it is left. */
export async function stopKymoDev(kymo: KymoDev, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  await kymo.process.stop(signal)
  await until(async () => processesWith(kymo.mark).length === 0, 20_000)
}

/** Tries until the condition holds; a condition that throws does not hold yet. */
export async function until<Value>(
  condition: () => Promise<Value | false | undefined>,
  timeout = 60_000,
): Promise<Value> {
  const deadline = Date.now() + timeout
  for (;;) {
    let problem: unknown
    try {
      const value = await condition()
      if (value !== false && value !== undefined) return value
    } catch (error) {
      problem = error
    }
    if (Date.now() > deadline) throw new Error(`It did not become true: ${condition}`, { cause: problem })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export const totalRequests = async (kymo: KymoDev): Promise<number> =>
  (await kymo.get<PerformanceMetrics>('/api/performance/metrics?window=all')).totalRequests

export const runtime = (kymo: KymoDev): Promise<RuntimeSnapshot> => kymo.get('/api/runtime')

export type { Page }
