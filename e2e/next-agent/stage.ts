import type { Span } from '@kymo/protocol'
import { afterAll, beforeAll } from 'vitest'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import { copyShop, startUpstream } from '../support/shop.ts'
import { type Stage as AppStage, startStage, type Way } from '../support/stage.ts'
import { Traces } from '../support/traces.ts'
import { addProbes } from './probes.ts'

/** The shop under a real server of Next.js, with a collector that keeps what it is sent; there from `beforeAll` on. */
export interface Stage extends AppStage<CollectingServer> {
  readonly traces: Traces
}

/** Starts it before the tests of a suite, and ends it after them. */
export function startShop(way: Way): Stage {
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let traces: Traces
  beforeAll(async () => {
    upstream = await startUpstream()
  })
  afterAll(() => upstream?.process.stop())
  const stage = startStage(way, {
    collector: startCollectingServer,
    copy: async () => {
      const shop = await copyShop()
      await addProbes(shop.folder)
      return shop
    },
    env: () => ({ UPSTREAM_URL: upstream.url }),
  })
  beforeAll(() => {
    traces = new Traces(stage.collector, stage.app.url)
  })
  return Object.defineProperty(stage, 'traces', { get: () => traces }) as Stage
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
