import type { Span } from '@kymo/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CollectingServer, startCollectingServer } from '../support/collector.ts'
import {
  type AppCopy,
  copyApp,
  type NextApp,
  type NextMode,
  type NextVersion,
  startNextApp,
} from '../support/next-app.ts'
import { type AnsweredTrace, Traces } from '../support/traces.ts'
import { startUpstream, type Upstream } from './upstream.ts'
import { STALE } from './visit.ts'

/*
 * Functions with 'use cache': each look into their cache is told of, and each fetch that they make when they run.
 */

const STAGES: readonly (readonly [NextVersion, NextMode])[] = [
  ['16.4', 'dev'],
  ['16.4', 'start'],
  ['15.5', 'start'],
]

describe.each(STAGES)("'use cache' under next %s %s", (version, mode) => {
  let collector: CollectingServer
  let upstream: Upstream
  let copy: AppCopy
  let app: NextApp
  let traces: Traces

  beforeAll(async () => {
    ;[collector, upstream, copy] = await Promise.all([
      startCollectingServer(),
      startUpstream(),
      copyApp('e2e/apps/cached', version),
    ])
    if (version === '15.5') {
      const named = (text: string) =>
        text.replace(/cacheLife, cacheTag/, (names) =>
          names.replace(/\w+/g, (name) => `unstable_${name} as ${name}`),
        )
      await copy.edit('lib/answers.ts', named)
    }
    app = await startNextApp(
      copy.folder,
      mode,
      {
        KYMO_URL: collector.url,
        KYMO_TOKEN: 'test',
        KYMO_ENV: 'development',
        UPSTREAM_URL: upstream.url,
        CACHE_COMPONENTS: version === '15.5' ? '0' : '1',
      },
      version,
    )
    traces = new Traces(collector, app.url)
  })

  afterAll(async () => {
    await app?.process.stop()
    await upstream?.close()
    await collector?.close()
    await copy?.remove()
  })

  const lookups = ({ traceId }: AnsweredTrace): Span[] =>
    collector.spans().filter((span) => span.traceId === traceId && span.name.startsWith('use cache'))
  const statuses = (trace: AnsweredTrace) =>
    lookups(trace).map(({ attributes }) => attributes['kymo.cache.status'])
  const asked = ({ fetches }: AnsweredTrace) =>
    fetches.map(({ attributes }) => String(attributes['url.full']).slice(upstream.url.length))

  test.each([
    ['a page', '/entry?mark=page', 'server-component'],
    ['a route handler', '/api?mark=handler', 'route-handler'],
  ])('in %s, the first call misses and asks, the next hits and does not', async (_place, path, origin) => {
    const first = await traces.make(path, {}, 1)
    expect(statuses(first)).toEqual(['miss'])
    expect(asked(first)).toEqual([`/json/${path.split('=')[1]}`])
    expect(first.fetches[0]?.attributes['kymo.fetch.origin']).toBe(origin)
    expect(traces.ownerOf(first.fetches[0] as Span)?.spanId).toBe(first.request.spanId)
    expect(first.fetches[0]?.attributes['code.file.path']).toBe(mode === 'dev' ? 'lib/answers.ts' : undefined)
    const second = await traces.make(path)
    expect(statuses(second)).toEqual(['hit'])
    expect(lookups(second)[0]).toMatchObject({
      kind: 'internal',
      attributes: { 'code.file.path': 'lib/answers.ts', 'kymo.cache.tags': ['answers'] },
    })
    expect(asked(second)).toEqual([])
  })

  test('what is stale is made anew, and that is told of', async () => {
    expect(statuses(await traces.make('/short?mark=short', {}, 1))).toEqual(['miss'])
    await new Promise((resolve) => setTimeout(resolve, STALE))
    const later = await traces.make('/short?mark=short', {}, 1)
    // In production, Next.js's own cache gives nothing that is stale.
    expect(statuses(later)).toEqual([mode === 'dev' ? 'stale' : 'miss'])
    expect(asked(later)).toEqual(['/json/short'])
  })

  test('nothing is told of late or twice', async () => {
    await traces.make('/entry?mark=page')
    traces.expectNothingMore()
  })
})
