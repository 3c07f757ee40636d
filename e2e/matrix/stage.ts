import { afterAll, beforeAll } from 'vitest'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import type { AppCopy } from '../support/next-app.ts'
import { type Stage, startStage, type Way } from '../support/stage.ts'
import { Traces } from '../support/traces.ts'
import { startUpstream, type Upstream } from './upstream.ts'

/** An app in front of the service that it asks. */
export interface MatrixStage extends Stage<CollectingServer> {
  readonly upstream: Upstream
  readonly traces: Traces
}

/** Starts it before the tests of a suite, and ends it after them. */
export function startMatrixStage(
  way: Way,
  copy: () => Promise<AppCopy>,
  env: Readonly<Record<string, string>>,
): MatrixStage {
  let upstream: Upstream
  let traces: Traces
  beforeAll(async () => {
    upstream = await startUpstream()
  })
  afterAll(() => upstream?.close())
  const stage = startStage(way, {
    collector: startCollectingServer,
    copy,
    env: () => ({ UPSTREAM_URL: upstream.url, KYMO_BROWSER_KEY: 'test', ...env }),
  })
  beforeAll(() => {
    traces = new Traces(stage.collector, stage.app.url)
  })
  return Object.defineProperties(stage, {
    upstream: { get: () => upstream },
    traces: { get: () => traces },
  }) as MatrixStage
}
