import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Span } from '@kymo/protocol'
import { describe, expect, test } from 'vitest'
import { type AppCopy, copyApp } from '../support/next-app.ts'
import type { Way } from '../support/stage.ts'
import type { AnsweredTrace } from '../support/traces.ts'
import { startMatrixStage } from './stage.ts'
import { STALE } from './visit.ts'

/*
 * Functions with 'use cache': each look into their cache is told of, and each fetch that they make when they run. In an
 * app of their own: no version of Next.js has them together with Edge routes.
 */

const WAYS: readonly Way[] = [
  ['16.4', 'dev'],
  ['16.4', 'start'],
  ['15.5', 'start'],
]

const FAILING_HANDLER = `async function cached() {
  'use cache'
  throw new Error('cached gave way')
}

export async function GET() {
  return Response.json(await cached())
}
`

/** What fails is not kept in a cache, so Next.js renders such a page once more after its answer, to check it. */
const FAILING_PAGE = `import { Suspense } from 'react'

async function Part({ name }: { name: string }) {
  'use cache'
  throw new Error(name + ' gave way')
}

export default function Page() {
  return (
    <Suspense fallback={<p>Wait.</p>}>
      <Part name="one" />
      <Suspense fallback={<p>Wait.</p>}>
        <Part name="another" />
      </Suspense>
    </Suspense>
  )
}
`

/** Version 15 has 'use cache' without the rest of what belongs to it now. */
async function copied([version, mode]: Way): Promise<AppCopy> {
  const copy = await copyApp('e2e/apps/cached', version)
  // In production nothing has a place.
  if (mode === 'dev') {
    await mkdir(join(copy.folder, 'app/fails'))
    await writeFile(join(copy.folder, 'app/fails/route.ts'), FAILING_HANDLER)
    await mkdir(join(copy.folder, 'app/failing'))
    await writeFile(join(copy.folder, 'app/failing/page.tsx'), FAILING_PAGE)
  }
  if (version === '15.5') {
    await copy.edit('lib/answers.ts', (text) =>
      text.replace(/cacheLife, cacheTag/, (names) =>
        names.replace(/\w+/g, (name) => `unstable_${name} as ${name}`),
      ),
    )
    await copy.edit('next.config.ts', (text) =>
      text.replace('cacheComponents: true', 'experimental: { useCache: true }'),
    )
  }
  return copy
}

describe.each(WAYS)("'use cache' under next %s %s", (version, mode) => {
  const stage = startMatrixStage([version, mode], () => copied([version, mode]), {})
  const lookups = ({ traceId }: AnsweredTrace): Span[] =>
    stage.collector.spans().filter((span) => span.traceId === traceId && span.name.startsWith('use cache'))
  const statuses = (trace: AnsweredTrace) =>
    lookups(trace).map(({ attributes }) => attributes['kymo.cache.status'])
  const asked = ({ fetches }: AnsweredTrace) =>
    fetches.map(({ attributes }) => String(attributes['url.full']).slice(stage.upstream.url.length))

  test.each([
    ['a page', '/entry?mark=page', 'server-component'],
    ['a route handler', '/api?mark=handler', 'route-handler'],
  ])('in %s, the first call misses and asks, the next hits and does not', async (_place, path, origin) => {
    const { traces } = stage
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
    const { traces } = stage
    expect(statuses(await traces.make('/short?mark=short', {}, 1))).toEqual(['miss'])
    await new Promise((resolve) => setTimeout(resolve, STALE))
    const later = await traces.make('/short?mark=short', {}, 1)
    // In production, Next.js's own cache gives nothing that is stale.
    expect(statuses(later)).toEqual([mode === 'dev' ? 'stale' : 'miss'])
    expect(asked(later)).toEqual(['/json/short'])
  })

  test.runIf(mode === 'dev')('what it fails with is told once, by its place', async () => {
    const { traceId } = await stage.traces.make('/fails')
    const told = () => stage.collector.events().filter((event) => event.traceId === traceId)
    await expect.poll(told).not.toEqual([])
    const { request, exceptions } = await stage.traces.read(traceId)
    expect(exceptions.map(({ attributes }) => attributes)).toMatchObject([
      {
        'exception.message': 'cached gave way',
        'exception.stacktrace': expect.stringContaining('app/fails/route.ts:3:'),
        'code.file.path': 'app/fails/route.ts',
        'code.line.number': 3,
        'kymo.code.context': FAILING_HANDLER.split('\n').slice(0, 6),
        'kymo.code.context.start': 1,
      },
    ])
    expect(exceptions[0]?.spanId).toBe(request.spanId)
  })

  test.runIf(mode === 'dev')(
    'what fails in a page is told once, however often that is rendered',
    async () => {
      const { traces, app } = stage
      const { traceId } = await traces.make('/failing')
      for (const name of ['one', 'another']) {
        const printed = () => app.process.output().split(`Error: ${name} gave way`).length - 1
        await expect.poll(printed).toBeGreaterThanOrEqual(2)
      }
      // What is told of a later request comes after all that was told before.
      await traces.make('/entry?mark=page')
      const { request, exceptions } = await traces.read(traceId)
      expect(exceptions.map(({ attributes }) => attributes['exception.message']).sort()).toEqual([
        'another gave way',
        'one gave way',
      ])
      for (const { spanId, attributes } of exceptions) {
        expect(spanId).toBe(request.spanId)
        expect(attributes).toMatchObject({ 'code.file.path': 'app/failing/page.tsx', 'code.line.number': 5 })
      }
    },
  )

  test('nothing is told of late or twice', async () => {
    await stage.traces.make('/entry?mark=page')
    stage.traces.expectNothingMore()
  })
})
