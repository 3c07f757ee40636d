import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import { copyApp } from '../support/next-app.ts'
import { startUpstream } from '../support/shop.ts'
import { type Stage as AppStage, startStage, type Way } from '../support/stage.ts'

/** The app e2e/apps/inspector in one of its ways; there from `beforeAll` on. */
export interface Stage extends AppStage<CollectingServer> {
  readonly development: boolean
  readonly browser: Browser
  /** What the app needs of its own. */
  readonly ownEnv: Readonly<Record<string, string>>
  /** What makes it report to the collector. */
  readonly kymoEnv: Readonly<Record<string, string>>
}

/** Starts it before the tests of a suite, and ends it after them. */
export function stage(way: Way): Stage {
  const [version, mode] = way
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let browser: Browser

  beforeAll(async () => {
    ;[upstream, browser] = await Promise.all([startUpstream(), launchBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await upstream?.process.stop()
  })

  const ownEnv = () => ({ UPSTREAM_URL: upstream.url })
  const app = startStage(way, {
    collector: startCollectingServer,
    async copy() {
      const copy = await copyApp('e2e/apps/inspector', version)
      // What 15.5 does not know.
      if (version === '15.5') await rm(join(copy.folder, 'app/latest'), { recursive: true })
      return copy
    },
    env: ownEnv,
    // What is left of the names of actions is told of builds that are made small.
    asUsersDo: true,
  })
  return Object.defineProperties(app, {
    development: { value: mode !== 'start', enumerable: true },
    browser: { get: () => browser, enumerable: true },
    ownEnv: { get: ownEnv, enumerable: true },
    kymoEnv: {
      get: () => ({ KYMO_URL: app.collector.url, KYMO_TOKEN: 'test', KYMO_ENV: 'development' }),
      enumerable: true,
    },
  }) as Stage
}

export function expectNoSpanTwice({ collector }: Stage): void {
  const ids = collector.spans().map((span) => span.spanId)
  expect(new Set(ids).size).toBe(ids.length)
}
