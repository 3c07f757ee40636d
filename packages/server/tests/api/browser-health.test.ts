import {
  type BrowserHealthView,
  type BrowserMemory,
  type BrowserVitals,
  type Event,
  LEAK_EVENT,
  MEMORY_EVENT,
  pageHealth,
  WEB_VITALS,
} from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { component, signal } from '../../../../tests/support/page-reports.ts'
import { clientFetch, navigation, pageError } from '../../src/testing/browser.ts'
import { page, span, T } from '../../src/testing/facts.ts'
import { PageStand } from '../../src/testing/page-stand.ts'
import { componentsReport, report, signalsReport } from '../../src/testing/reports.ts'
import { vital } from '../../src/testing/vitals.ts'

const stand = new PageStand()
const VISIT = 'a'.repeat(16)

describe('GET /api/browser/vitals', () => {
  const read = (query = '') => stand.collector.get<BrowserVitals>(`/api/browser/vitals${query}`)

  it('answers all five vitals also when nobody told of any', async () => {
    const { loads, vitals, routes, samples, window, step } = await read()
    expect(vitals.map(({ vital: name }) => name)).toEqual(WEB_VITALS)
    expect(vitals[0]).toMatchObject({
      count: 0,
      p75: null,
      ratings: { good: 0, 'needs-improvement': 0, poor: 0 },
    })
    expect({ loads, routes, samples, window }).toEqual({
      loads: 0,
      routes: [],
      samples: [],
      window: { from: T + 10_000 - 3_600_000, to: T + 10_000 },
    })
    expect(step).toBe(60_000)
  })

  it('has the 75th percentile, ratings and distribution of each, by route and by device', async () => {
    const home = page('/product/7', { route: '/product/[id]' })
    await stand.collector.put(home)
    const about = { visitId: home.spanId, path: '/product/7' }
    await stand.tell('one', [vital('LCP', 1000, about), vital('CLS', 0.3, { ...about, device: 'mobile' })])
    await stand.tell('two', [vital('LCP', 3000), vital('LCP', 5000, { time: T - 4_000_000 })])
    const { loads, vitals, routes, devices } = await read()
    expect(loads).toBe(2)
    expect(vitals[0]).toMatchObject({
      count: 2,
      p75: 2500,
      ratings: { good: 1, 'needs-improvement': 1, poor: 0 },
      trend: [{ time: T, count: 2, p75: 2500 }],
    })
    const lcp = vitals[0]?.distribution ?? []
    expect(lcp).toHaveLength(25)
    expect(lcp[23]?.to).toBe(8000)
    expect(lcp[24]).toEqual({ to: null, count: 0 })
    expect(lcp.filter(({ count }) => count > 0)).toEqual([
      { to: 1000, count: 1 },
      { to: 3000, count: 1 },
    ])
    expect(routes).toMatchObject([
      { route: '/', derived: true, loads: 1, vitals: [{ vital: 'LCP', p75: 3000 }] },
      {
        route: '/product/[id]',
        derived: false,
        loads: 1,
        vitals: [{ vital: 'LCP' }, { vital: 'CLS', ratings: { poor: 1 } }],
      },
    ])
    expect(devices.map(({ device, loads: count }) => [device, count])).toEqual([
      ['desktop', 2],
      ['mobile', 1],
    ])
    expect((await read('?route=/product/[id]')).loads).toBe(1)
    expect((await read('?device=mobile&window=all')).vitals[2]).toMatchObject({ vital: 'CLS', count: 1 })
    expect((await read('?app=other')).loads).toBe(0)
  })

  it('shows those that were not good with what made them', async () => {
    await stand.tell('one', [
      vital('LCP', 100),
      vital('INP', 900, {
        path: '/cart',
        visitId: VISIT,
        time: T + 5,
        attributes: {
          'kymo.vital.target': 'main > button.buy',
          'kymo.vital.inputDelay': 12,
          'kymo.vital.interactionType': 'pointer',
        },
      }),
    ])
    expect((await read()).samples).toEqual([
      {
        vital: 'INP',
        value: 900,
        rating: 'poor',
        time: T + 5,
        app: 'shop',
        route: '/cart',
        path: '/cart',
        device: 'desktop',
        visitId: VISIT,
        target: 'main > button.buy',
        attribution: { inputDelay: 12, interactionType: 'pointer' },
      },
    ])
  })
})

describe('GET /api/browser/memory', () => {
  const read = (query = '') => stand.collector.get<BrowserMemory>(`/api/browser/memory${query}`)
  const look = (time: number, attributes: Event['attributes']): Event => ({
    fact: 'event',
    name: MEMORY_EVENT,
    time,
    attributes: { 'url.path': '/cart', ...attributes },
  })
  const leak = (time: number, attributes: Event['attributes'] = {}): Event => ({
    fact: 'event',
    name: LEAK_EVENT,
    time,
    attributes: {
      'kymo.leak.kind': 'component',
      'kymo.leak.component': 'Row',
      'kymo.leak.growth': 12,
      'kymo.leak.value': 900,
      ...attributes,
    },
  })

  it('has the looks of one page at its memory, and the leaks of all', async () => {
    const components = [
      { name: 'Row', instances: 3, bytes: 10 },
      { name: 'Cart', instances: 1, bytes: 900 },
    ]
    await stand.tell('one', [
      look(T, { 'kymo.memory.used': 1000, 'kymo.report': JSON.stringify({ components }) }),
      look(T + 5, {
        'kymo.memory.used': 2000,
        'kymo.dom.nodes': 7,
        'kymo.memory.growth': 5e6,
        'kymo.memory.missing': ['page', 'total', 'nonsense'],
      }),
      leak(T + 6),
    ])
    await stand.tell('two', [
      look(T + 1, { 'kymo.dom.nodes': 50 }),
      leak(T + 7, { 'kymo.leak.kind': 'heap' }),
    ])
    const { page: newest, samples, missing, components: shown, leaks, pages } = await read()
    expect(pages.map(({ instance }) => instance)).toEqual(['browser:one', 'browser:two'])
    expect(newest).toMatchObject({ instance: 'browser:one', tab: 'tab-1', path: '/cart' })
    expect(samples).toEqual([
      { time: T, used: 1000 },
      { time: T + 5, used: 2000, nodes: 7, growth: 5e6 },
    ])
    expect(missing).toEqual(['total', 'page'])
    expect(shown.map(({ name }) => name)).toEqual(['Cart', 'Row'])
    expect(leaks).toMatchObject([
      { kind: 'heap', time: T + 7, page: { instance: 'browser:two' } },
      { kind: 'component', component: 'Row', growth: 12, value: 900, page: { instance: 'browser:one' } },
    ])
    expect((await read('?page=browser:two')).samples).toEqual([{ time: T + 1, nodes: 50 }])
  })
})

describe('GET /api/browser/health', () => {
  const read = (query = '') => stand.collector.get<BrowserHealthView>(`/api/browser/health${query}`)

  it('is not known where nobody told of anything', async () => {
    await stand.collector.put(page('/'))
    expect(await read()).toMatchObject({ health: { score: null, parts: [] }, figures: {} })
  })

  it('is reckoned by the one formula from all that pages told', async () => {
    const measure = (duration: number) =>
      span('measure', { duration, attributes: { 'kymo.measure.type': 'long-task', 'kymo.visit.id': VISIT } })
    await stand.tell('one', [
      navigation(),
      navigation(),
      pageError(VISIT, 'broken'),
      vital('LCP', 3000),
      vital('FCP', 1),
      measure(250),
      clientFetch(VISIT, { duration: 2000 }),
      clientFetch(VISIT, { status: 'error', statusCode: 500 }),
      componentsReport([
        component('Row', { renders: 10, wasted: 2, slow: 1 }),
        component('Router', { renders: 50, wasted: 50, library: true }),
      ]),
      signalsReport([signal(1, 'price', { updates: 90, peak: 90 }), signal(2, 'total', { peak: 3 })], {
        cycles: [[1, 2]],
      }),
      {
        ...report(MEMORY_EVENT, { components: [] }),
        attributes: { 'kymo.memory.used': 1, 'kymo.memory.growth': 7 },
      },
    ])
    const { health, figures } = await read()
    expect(figures).toEqual({
      vitals: { LCP: 3000 },
      errors: { visits: 2, errors: 1 },
      network: { calls: 2, failed: 1, slow: 1 },
      mainThread: { observed: 10_000, blocked: 200 },
      components: { renders: 10, wasted: 2, slow: 1 },
      memory: { growth: 7 },
      signals: { excessive: 1, cycles: 1 },
    })
    expect(health).toEqual(pageHealth(figures))
    expect(health.parts).toHaveLength(7)
    expect((await read('?app=other')).health.score).toBeNull()
  })
})
