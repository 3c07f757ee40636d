import type { Span } from '@kymo/protocol'
import { afterAll, beforeAll } from 'vitest'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import {
  type AppCopy,
  type NextApp,
  type NextMode,
  type NextVersion,
  startNextApp,
} from '../support/next-app.ts'
import { copyShop, startUpstream } from '../support/shop.ts'
import { Traces } from '../support/traces.ts'
import { addProbes } from './probes.ts'

/** The shop under a real server of Next.js, with a collector that keeps what it is sent; there from `beforeAll` on. */
export interface Stage {
  readonly version: NextVersion
  readonly mode: NextMode
  readonly collector: CollectingServer
  readonly shop: AppCopy
  readonly app: NextApp
  readonly traces: Traces
}

/** Starts it before the tests of a suite, and ends it after them. */
export function stage(version: NextVersion, mode: NextMode): Stage {
  const started = { version, mode } as { -readonly [Key in keyof Stage]: Stage[Key] }
  let upstream: Awaited<ReturnType<typeof startUpstream>>

  beforeAll(async () => {
    ;[started.collector, upstream, started.shop] = await Promise.all([
      startCollectingServer(),
      startUpstream(),
      copyShop(version),
    ])
    await addProbes(started.shop.folder)
    started.app = await startNextApp(
      started.shop.folder,
      mode,
      {
        KYMO_URL: started.collector.url,
        KYMO_TOKEN: 'test',
        KYMO_ENV: 'development',
        UPSTREAM_URL: upstream.url,
      },
      version,
    )
    started.traces = new Traces(started.collector, started.app.url)
  })

  afterAll(async () => {
    await started.app?.process.stop()
    await upstream?.process.stop()
    await started.collector?.close()
    await started.shop?.remove()
  })

  return started
}

/** Path, cache mode, cache status and status code of each fetch, sorted. */
export function rows(fetches: readonly Span[]): string[] {
  return fetches
    .map(({ attributes }) => {
      const revalidate = attributes['kymo.cache.revalidate']
      return [
        new URL(String(attributes['url.full'])).pathname,
        attributes['kymo.cache.mode'] ?? (revalidate === undefined ? 'auto' : `revalidate:${revalidate}`),
        attributes['kymo.cache.status'],
        attributes['http.response.status_code'],
      ].join(' ')
    })
    .toSorted()
}
