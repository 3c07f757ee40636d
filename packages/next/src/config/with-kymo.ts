import { appName } from '@kymo/node'
import { isSwitchedOff, pageMonitors } from '@kymo/protocol'
import type { PageSettings } from '../page-script/script-tag.ts'

export interface KymoOptions {
  /** Off: the config stays as it is. `KYMO_DISABLED=1` switches off, too. Default true. */
  readonly enabled?: boolean
  /**
   * Observes pages in production builds, too: where `instrumentation-client.ts` imports `@kymo/next/client`, they send
   * to this collector. Default: none, and nothing of Kymo is in what browsers load.
   */
  readonly productionPage?: {
    /** The collector's address as browsers reach it. */
    readonly url: string
    /** The collector's key for pages. Whoever loads a page can read it. Without one, pages are not observed. */
    readonly key: string | undefined
    /** The app's name. Default: `KYMO_APP`, else the name in `package.json`. */
    readonly app?: string | undefined
  }
}

/** The part of a Next.js config that is changed. */
interface NextConfig {
  env?: Record<string, string | undefined>
  serverExternalPackages?: string[]
}

/** They load themselves, with what they need of Node; bundled, there would be several copies of each. */
const EXTERNAL = ['@kymo/next', '@kymo/node']

const DEVELOPMENT_PHASE = 'phase-development-server'

/**
 * Makes the app ready for `@kymo/next/instrumentation` and `@kymo/next/client`. Without them, and where Kymo is switched
 * off, it changes nothing that the app does.
 *
 * @param config an object, a function, or a promise of one, as Next.js takes it; the same kind is returned
 *
 * @example
 * export default withKymo({ reactStrictMode: true })
 */
export function withKymo<Config>(config: Config, options: KymoOptions = {}): Config {
  return extend(config, options, undefined) as Config
}

function extend(config: unknown, options: KymoOptions, phase: unknown): unknown {
  if (typeof config === 'function') {
    return function withKymoConfig(this: unknown, ...args: unknown[]) {
      return extend(Reflect.apply(config, this, args), options, args[0])
    }
  }
  if (isPromise(config)) return config.then((resolved) => extend(resolved, options, phase))
  if (typeof config !== 'object' || config === null) return config
  return extendObject(config, options, phase)
}

function extendObject(config: NextConfig, options: KymoOptions, phase: unknown): NextConfig {
  const isOff = options.enabled === false || isSwitchedOff(process.env)
  const page = isOff ? undefined : pageOf(options, phase)
  // Also when there is nothing to say: what is known to be empty while the app is built leaves nothing behind.
  const env = { ...config.env, NEXT_PUBLIC_KYMO_PAGE: page === undefined ? '' : JSON.stringify(page) }
  if (isOff) return { ...config, env }
  const external = new Set([...(config.serverExternalPackages ?? []), ...EXTERNAL])
  return { ...config, env, serverExternalPackages: [...external] }
}

function pageOf({ productionPage }: KymoOptions, phase: unknown): PageSettings | undefined {
  const isDevelopment =
    phase === undefined ? process.env.NODE_ENV !== 'production' : phase === DEVELOPMENT_PHASE
  const { KYMO_URL, KYMO_BROWSER_KEY, KYMO_PAGE_OFF } = process.env
  const { url, key, app } = (isDevelopment ? { url: KYMO_URL, key: KYMO_BROWSER_KEY } : productionPage) ?? {}
  if (!url || !key) return undefined
  const off = isDevelopment ? pageMonitors(KYMO_PAGE_OFF) : []
  return { url, key, app: app ?? appName(), ...(off.length > 0 && { off }) }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
