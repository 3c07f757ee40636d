import type { Event, Span } from '@kymo/protocol'
import { beforeEach, expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

/** The monitor and its functions are in the page as `kymo`. */
const script = bundle(`
  import * as kymo from '@kymo/browser'
  const { kymoUrl, kymoKey, kymoApp } = document.currentScript.dataset
  kymo.startPage({ url: kymoUrl, key: kymoKey, app: kymoApp })
  self.kymo = kymo
`)

const HTML = `<main><h1>Things</h1><button id="slow">Add to cart</button><input id="words" name="words"></main>
  <script>
    slow.onclick = () => { for (const end = performance.now() + 130; performance.now() < end;); }
    words.onkeydown = ({ key }) => key === 'Enter' && slow.onclick()
  </script>`

const stand = useStand({ script, html: HTML })

type Kymo = typeof import('@kymo/browser')
declare const kymo: Kymo

beforeEach(async () => {
  await stand.open('/shop')
})

const measures = (type: string): readonly Span[] =>
  stand.collector.spans('measure').filter(({ attributes }) => attributes['kymo.measure.type'] === type)
const events = (name: string): readonly Event[] =>
  stand.collector.facts.filter((fact): fact is Event => fact.fact === 'event' && fact.name === name)

test('marks and measures are the browser’s own, and are told with what the app says of them', async () => {
  const taken = await stand.page.evaluate(() => {
    const monitor = kymo.getPerformanceMonitor({ enabled: true })
    kymo.mark('search', { detail: { words: 2, password: 'hunter2' } })
    const measured = kymo.measure('search results', { start: 'search', detail: 'two words' })
    performance.mark('of the app itself')
    performance.measure('\u200bCounter', { start: 0, end: 5 })
    return {
      measured: measured && { name: measured.name, duration: measured.duration, detail: measured.detail },
      native: performance.getEntriesByName('search', 'mark').length,
      entries: monitor.entries('mark').map(({ name, detail }) => ({ name, detail })),
      unknown: kymo.measure('nothing', 'never set'),
      odd: kymo.mark('function', { detail: () => {} }).name,
    }
  })
  expect(taken).toMatchObject({
    measured: { name: 'search results', detail: 'two words' },
    native: 1,
    entries: [
      { name: 'search', detail: { words: 2, password: '[redacted]' } },
      { name: 'of the app itself' },
    ],
    odd: 'function',
  })
  expect(taken.unknown).toBeUndefined()
  await expect.poll(() => measures('user').map(({ name }) => name)).toEqual(['search results'])
  const [navigation] = stand.collector.spans('navigation')
  expect(measures('user')[0]?.attributes).toEqual({
    'kymo.measure.type': 'user',
    'kymo.measure.detail': '"two words"',
    'kymo.visit.id': navigation?.attributes['kymo.visit.id'],
  })
  expect(Math.abs((measures('user')[0]?.start ?? 0) - Date.now())).toBeLessThan(60_000)
  await expect.poll(() => events('kymo.mark').length).toBe(3)
  expect(events('kymo.mark')[0]?.attributes).toMatchObject({
    'kymo.mark.name': 'search',
    'kymo.mark.detail': '{"words":2,"password":"[redacted]"}',
    'url.path': '/shop',
  })
})

test('what the user does is a span with how long the page took to answer, and a long frame names its script', async () => {
  await stand.page.evaluate(() => void kymo.getPerformanceMonitor({ enabled: true }))
  await stand.page.click('#slow')
  await expect.poll(() => measures('interaction').length).toBe(1)
  const [click] = measures('interaction')
  expect(click?.name).toBe('click button “Add to cart”')
  expect(click?.duration).toBeGreaterThan(100)
  const parts = JSON.parse(String(click?.attributes['kymo.measure.detail'])) as { processing: number }
  expect(parts.processing).toBeGreaterThan(100)
  await expect.poll(() => measures('long-animation-frame').length).toBeGreaterThan(0)
  const frames = measures('long-animation-frame').map(({ attributes }) =>
    String(attributes['kymo.measure.detail']),
  )
  expect(frames.join()).toContain('slow.onclick')
  const { mainThread } = await stand.page.evaluate(() => kymo.getPerformanceMonitor().healthFigures())
  expect(mainThread?.blocked).toBeGreaterThan(50)
  expect(mainThread?.observed).toBeGreaterThan(mainThread?.blocked ?? 0)
})

test('what is typed is in no name of an interaction', async () => {
  await stand.page.evaluate(() => void kymo.getPerformanceMonitor({ enabled: true }))
  await stand.page.type('#words', 'geheim', { delay: 20 })
  await stand.page.press('#words', 'Enter')
  const entries = () =>
    stand.page.evaluate(() =>
      kymo
        .getPerformanceMonitor()
        .entries('interaction')
        .map(({ name }) => name),
    )
  await expect.poll(async () => (await entries()).length).toBeGreaterThan(0)
  await expect
    .poll(() => measures('interaction').map(({ name }) => name))
    .toContain('press Enter in input “words”')
  expect(JSON.stringify([await entries(), stand.collector.facts])).not.toContain('geheim')
})

test('a limit that is not kept is told to the app at once, and once a second to the collector', async () => {
  const violations = await stand.page.evaluate(() => {
    const seen: string[] = []
    const monitor = kymo.getPerformanceMonitor({
      enabled: true,
      budget: { maxRenderTime: 16, maxLongTask: 100, measures: { checkout: 20 } },
      onViolation: ({ budget, name, value, limit }) => {
        seen.push(`${budget} ${name} ${value > limit}`)
        throw new Error('of the app')
      },
    })
    for (let i = 0; i < 50; i++) kymo.checkBudget('maxRenderTime', 20 + i, 'ProductList')
    kymo.checkBudget('maxRenderTime', 16, 'Footer')
    kymo.checkBudget('maxSignalUpdateTime', 1e6, 'no limit')
    kymo.measure('checkout', { start: 0, duration: 21 })
    kymo.measure('toString', { start: 0, duration: 1e6 })
    monitor.entries()
    // The page's load may have been one, too.
    const own = monitor.violations().filter(({ budget }) => budget !== 'maxLongTask')
    return { seen: [...new Set(seen)].filter((text) => !text.startsWith('maxLongTask')), total: own.length }
  })
  expect(violations).toEqual({
    seen: ['maxRenderTime ProductList true', 'measures checkout true'],
    total: 51,
  })
  await stand.page.click('#slow')
  await expect
    .poll(() => events('kymo.violation').map(({ attributes }) => attributes['kymo.violation.budget']))
    .toEqual(expect.arrayContaining(['maxRenderTime', 'measures', 'maxLongTask']))
  const [first] = events('kymo.violation')
  expect(first?.attributes).toMatchObject({
    'kymo.violation.name': 'ProductList',
    'kymo.violation.value': 69,
    'kymo.violation.limit': 16,
    'kymo.violation.count': 50,
    'url.path': '/shop',
  })
})

test('a vital above its limit is a violation', async () => {
  await stand.page.evaluate(
    () => void kymo.getPerformanceMonitor({ enabled: true, budget: { maxLCP: 0.001 } }),
  )
  await expect
    .poll(() => events('kymo.violation').map(({ attributes }) => attributes['kymo.violation.name']))
    .toContain('LCP')
})

test('the page’s load, its files, paints and shifts are kept in the page, and are not told', async () => {
  const types = () =>
    stand.page.evaluate(() => [
      ...new Set(
        kymo
          .getPerformanceMonitor()
          .entries()
          .map(({ type }) => type),
      ),
    ])
  await stand.page.evaluate(async () => {
    kymo.getPerformanceMonitor({ enabled: true })
    await fetch('/file?token=abcdef')
    const above = document.createElement('div')
    above.style.height = '200px'
    document.querySelector('main')?.prepend(above)
  })
  await expect
    .poll(types)
    .toEqual(expect.arrayContaining(['navigation', 'resource', 'paint', 'layout-shift']))
  const entries = await stand.page.evaluate(() => kymo.getPerformanceMonitor().entries())
  const [navigation] = entries.filter(({ type }) => type === 'navigation')
  expect(navigation?.duration).toBeGreaterThan(0)
  expect(navigation?.detail).toMatchObject({ kind: 'navigate' })
  const shift = entries.find(({ type }) => type === 'layout-shift')
  expect(shift?.score).toBeGreaterThan(0)
  expect(JSON.stringify(entries)).not.toContain('abcdef')
  expect(measures('user')).toEqual([])
})

test('the page’s load is one entry, also of a monitor that began before it had ended', async () => {
  const script = bundle(`
    import * as kymo from '@kymo/browser'
    self.kymo = kymo
    kymo.getPerformanceMonitor({ enabled: true })
    document.addEventListener('DOMContentLoaded', () => kymo.getPerformanceMonitor().entries())
  `)
  await stand.serve({ script, html: HTML })
  await stand.open('/shop')
  const loads = () =>
    stand.page.evaluate(() =>
      kymo
        .getPerformanceMonitor()
        .entries('navigation')
        .map(({ duration }) => duration > 0),
    )
  await expect.poll(loads).toContain(true)
  await stand.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
  expect(await loads()).toEqual([true])
})

test('statistics are of the entries that are kept, by type and name', async () => {
  const summary = await stand.page.evaluate(() => {
    const monitor = kymo.getPerformanceMonitor({ enabled: true, maxEntries: 100 })
    for (let i = 0; i <= 200; i++) kymo.measure('step', { start: 0, duration: i })
    return monitor.summary()
  })
  const [step] = summary.entries.filter(({ name }) => name === 'step')
  expect(step).toEqual({
    type: 'measure',
    name: 'step',
    count: 100,
    min: 101,
    mean: 150.5,
    p50: 150.5,
    p75: 175.25,
    p95: 195.05,
    p99: 199.01,
    max: 200,
  })
})

test('a hundred thousand marks stay bounded, in the monitor and in the browser, and drown nothing else', async () => {
  const kept = await stand.page.evaluate(() => {
    const monitor = kymo.getPerformanceMonitor({ enabled: true, maxEntries: 500 })
    for (let i = 0; i < 100_000; i++) kymo.mark(`mark ${i % 3000}`)
    return {
      monitor: monitor.entries('mark').length,
      native: performance.getEntriesByType('mark').length,
      measured: kymo.measure('since', 'mark 99')?.name,
      long: kymo.mark('x'.repeat(5_000_000)).name.length,
    }
  })
  expect(kept).toEqual({ monitor: 500, native: expect.any(Number), measured: undefined, long: 200 })
  expect(kept.native).toBeLessThanOrEqual(501)
  await stand.page.evaluate(() => fetch('/after'))
  await expect.poll(() => stand.collector.spans('fetch').length).toBe(1)
  expect(events('kymo.mark').length).toBeLessThan(200)
})

test('a monitor that is stopped keeps what it saw, sees no more, and begins again without seeing twice', async () => {
  const counts = await stand.page.evaluate(() => {
    const monitor = kymo.getPerformanceMonitor({ enabled: true })
    kymo.mark('one')
    monitor.stop()
    kymo.mark('two')
    const stopped = monitor.entries('mark').map(({ name }) => name)
    monitor.configure({ enabled: true })
    kymo.mark('three')
    return { stopped, again: monitor.entries('mark').map(({ name }) => name), running: monitor.running }
  })
  expect(counts).toEqual({ stopped: ['one'], again: ['one', 'three'], running: true })
})

test('where the browser has no User Timing, marks and measures are the monitor’s own', async () => {
  const own = await stand.page.evaluate(() => {
    const monitor = kymo.getPerformanceMonitor({ enabled: true })
    Object.assign(performance, { mark: undefined, measure: undefined })
    kymo.mark('from', { startTime: 100 })
    kymo.mark('to', { startTime: 130 })
    return {
      duration: kymo.measure('took', 'from', 'to')?.duration,
      detail: kymo.measure('with', { start: 'from', duration: 5, detail: 7 }),
      kept: monitor
        .entries()
        .filter(({ type }) => type === 'mark' || type === 'measure')
        .map(({ name }) => name),
    }
  })
  expect(own).toEqual({
    duration: 30,
    detail: { name: 'with', startTime: 100, duration: 5, detail: 7 },
    kept: ['from', 'took', 'with', 'to'],
  })
})
