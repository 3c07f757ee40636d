import type { NetworkMonitor, NetworkMonitorConfig } from '@kymo/browser'
import type { Span } from '@kymo/protocol'
import { beforeEach, expect } from 'vitest'
import { bundle } from './bundle.ts'
import type { AppOptions } from './stage.ts'
import { type Stand, useStand } from './stand.ts'

declare global {
  interface Window {
    monitor: NetworkMonitor
    getNetworkMonitor: typeof import('@kymo/browser').getNetworkMonitor
    startPage: typeof import('@kymo/browser').startPage
  }
}

/** A stand with a page open, in which the monitor is, and is not running. */
export interface NetworkStand extends Stand {
  /** Runs the monitor alone. */
  watch(config?: NetworkMonitorConfig): Promise<void>
  /** Observes the page for the collector, and its calls. */
  observe(config?: NetworkMonitorConfig): Promise<void>
  /** Calls of a path of which the collector was told so far. */
  callsOf(path: string): readonly Span[]
  /** The calls of a path, once the collector was told of as many. */
  told(path: string, count?: number): Promise<readonly Span[]>
}

/** In place of the page's script: it observes nothing before a test says so. */
export const networkScript = bundle(`
  import { getNetworkMonitor, startPage } from '@kymo/browser'
  Object.assign(window, { getNetworkMonitor, startPage })
`)

/** @param options `html` has the tag of the page's script, where it is to run */
export function useNetworkStand(options: AppOptions): NetworkStand {
  const stand = useStand({ ...options, script: networkScript, inHead: false })
  beforeEach(() => stand.open())

  const watch = (config: NetworkMonitorConfig = {}) =>
    stand.page.evaluate((more) => {
      window.monitor = window.getNetworkMonitor({ enabled: true, ...more })
    }, config)
  const callsOf = (path: string) =>
    stand.collector
      .spans('fetch')
      .filter(({ attributes }) => new URL(String(attributes['url.full'])).pathname === path)
  return Object.assign(stand, {
    watch,
    async observe(config?: NetworkMonitorConfig) {
      await stand.page.evaluate(
        (url) => void window.startPage({ url, key: 'test-key', app: 'shop' }),
        stand.collector.url,
      )
      await watch(config)
    },
    callsOf,
    async told(path: string, count = 1) {
      await expect.poll(() => callsOf(path).length, { timeout: 20_000 }).toBe(count)
      return callsOf(path)
    },
  })
}
