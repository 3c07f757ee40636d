import { type BrowserSection, type Fact, MEMORY_EVENT } from '@kymo/protocol'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  askedBy,
  clientFetch,
  navigation,
  PAGE_ORIGIN,
  pageError,
  putFromPage,
} from '../src/testing/browser.ts'
import { TestCollector } from '../src/testing/collector.ts'
import { EventStream } from '../src/testing/event-stream.ts'
import { page, span, T } from '../src/testing/facts.ts'
import { commitReport, componentsReport, report, signalsReport } from '../src/testing/reports.ts'
import { vital } from '../src/testing/vitals.ts'

const VISIT = 'a'.repeat(16)
let collector: TestCollector
let stream: EventStream

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
  collector.time = T + 10_000
  stream = await EventStream.open(`${collector.url}/api/stream?events=runtime`)
})

afterEach(async () => {
  stream.close()
  await collector.stop()
})

const told = () => stream.of('runtime').flatMap(({ data }) => data.browser)

it.each<[string, readonly BrowserSection[], Fact]>([
  ['vitals', ['vitals', 'health'], vital('LCP', 1)],
  ['components', ['components', 'health'], componentsReport([])],
  ['commits', ['components'], commitReport([])],
  ['signals', ['signals', 'health'], signalsReport([], { visitId: VISIT })],
  ['memory', ['memory', 'health'], { ...report(MEMORY_EVENT, ''), attributes: { 'kymo.memory.used': 1 } }],
  ['calls', ['network', 'health'], clientFetch(VISIT)],
  ['long tasks', ['health'], span('measure', { attributes: { 'kymo.measure.type': 'long-task' } })],
  ['visits', ['health'], navigation()],
  ['errors', ['health'], pageError(VISIT, 'no')],
])('a batch that has only %s of a page causes an update that says so', async (_, sections, fact) => {
  await putFromPage(collector, fact)
  await stream.until(() => told().length > 0)
  expect(told()).toEqual(sections)
})

it('what servers do is no news of browsers, but for what pages called', async () => {
  await collector.put(page('/'), span('measure', {}), vital('LCP', 1))
  await stream.until(() => stream.of('runtime').length > 0)
  expect(told()).toEqual([])
  await collector.put(askedBy(clientFetch(VISIT)))
  await stream.until(() => told().length > 0)
  expect(told()).toEqual(['network'])
})

it('news of many batches are told together, each section once an update, and not again', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      putFromPage(collector, vital('LCP', i), componentsReport([]), signalsReport([])),
    ),
  )
  await stream.until(() => told().length > 0)
  await collector.put(page('/last'))
  await stream.until(() =>
    stream.of('runtime').some(({ data }) => data.sessions.some(({ url }) => url === '/last')),
  )
  const updates = stream.of('runtime').map(({ data }) => data.browser)
  expect(updates.length).toBeLessThan(20)
  for (const sections of updates) expect(new Set(sections).size).toBe(sections.length)
  expect(updates[0]).toEqual(['vitals', 'components', 'signals', 'health'])
})
