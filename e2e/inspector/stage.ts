import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import {
  type AppCopy,
  copyApp,
  type NextApp,
  type NextMode,
  type NextVersion,
  startNextApp,
} from '../support/next-app.ts'
import { startUpstream } from '../support/shop.ts'

/** The app e2e/apps/inspector in one of its ways, with a collector that keeps what it is sent and a browser; there from `beforeAll` on. */
export interface Stage {
  readonly version: NextVersion
  readonly mode: NextMode
  readonly development: boolean
  readonly collector: CollectingServer
  readonly copy: AppCopy
  readonly app: NextApp
  readonly browser: Browser
  /** What the app needs of its own. */
  readonly ownEnv: Readonly<Record<string, string>>
  /** What makes it report to the collector. */
  readonly kymoEnv: Readonly<Record<string, string>>
}

/** Starts it before the tests of a suite, and ends it after them. */
export function stage(version: NextVersion, mode: NextMode): Stage {
  const started = { version, mode, development: mode !== 'start' } as {
    -readonly [Key in keyof Stage]: Stage[Key]
  }
  let upstream: Awaited<ReturnType<typeof startUpstream>>

  beforeAll(async () => {
    ;[started.collector, upstream, started.copy, started.browser] = await Promise.all([
      startCollectingServer(),
      startUpstream(),
      copyApp('e2e/apps/inspector', version),
      launchBrowser(),
    ])
    // What it does not know.
    if (version === '15.5') await rm(join(started.copy.folder, 'app/latest'), { recursive: true })
    started.ownEnv = { UPSTREAM_URL: upstream.url }
    started.kymoEnv = { KYMO_URL: started.collector.url, KYMO_TOKEN: 'test', KYMO_ENV: 'development' }
    const env = { ...started.ownEnv, ...started.kymoEnv }
    started.app = await startNextApp(started.copy.folder, mode, env, version)
  })

  afterAll(async () => {
    await started.browser?.close()
    await started.app?.process.stop()
    await upstream?.process.stop()
    await started.collector?.close()
    await started.copy?.remove()
  })

  return started
}

export function expectNoSpanTwice({ collector }: Stage): void {
  const ids = collector.spans().map((span) => span.spanId)
  expect(new Set(ids).size).toBe(ids.length)
}
