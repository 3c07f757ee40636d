import {
  type BrowserComponents,
  type BrowserHealthView,
  type BrowserMemory,
  type BrowserNetwork,
  type BrowserSignals,
  type BrowserVitals,
  type CollectorStatus,
  type CommitDetail,
  type ErrorGroup,
  type ErrorGroupDetail,
  type Event,
  type Fact,
  LEAK_EVENT,
  MEMORY_EVENT,
  pageHealth,
  WEB_VITALS,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  askedBy,
  browserResource,
  clientFetch,
  navigation,
  PAGE_ORIGIN,
  pageError,
  postAsPage,
} from '../../src/testing/browser.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { batch, page, span, T } from '../../src/testing/facts.ts'
import {
  commitReport,
  component,
  componentsReport,
  report,
  signal,
  signalsReport,
} from '../../src/testing/reports.ts'
import { vital } from '../../src/testing/vitals.ts'

const VISIT = 'a'.repeat(16)
let collector: TestCollector
let sequences: Map<string, number>

beforeEach(async () => {
  sequences = new Map()
  collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

async function tell(instance: string, facts: readonly Fact[], app = 'shop'): Promise<void> {
  const sequence = (sequences.get(instance) ?? 0) + 1
  sequences.set(instance, sequence)
  const response = await postAsPage(collector, batch(facts, browserResource(app, instance), sequence))
  expect(response.status).toBe(200)
}

const codeOf = async (path: string) => {
  const response = await fetch(`${collector.url}${path}`)
  return `${response.status} ${((await response.json()) as { error?: { code: string } }).error?.code}`
}

describe('a page whose clock is wrong', () => {
  const HOUR = 3_600_000
  const crumb = { time: T, category: 'click', level: 'info', message: 'click' }
  const error = pageError(VISIT, 'late')
  const told = (off: number) =>
    [
      { ...navigation({ start: T + off }), duration: 5 },
      { ...vital('LCP', 900), time: T + off },
      {
        ...error,
        time: T + off,
        attributes: {
          ...error.attributes,
          'kymo.breadcrumbs': JSON.stringify([{ ...crumb, time: T + off }]),
        },
      },
    ] satisfies Fact[]
  const post = (off: number, sent: string) =>
    postAsPage(collector, batch(told(off), browserResource()), {}, undefined, sent)

  it.each([-50 * 24 * HOUR, -3 * HOUR, 3 * HOUR, 400 * 24 * HOUR])(
    'by %i ms tells of when things were by the collector’s, if it says when it sent them',
    async (off) => {
      expect((await post(off, String(collector.time + off))).status).toBe(200)
      const { loads, vitals } = await collector.get<BrowserVitals>('/api/browser/vitals?window=1m')
      expect([loads, vitals[0]?.trend[0]?.time]).toEqual([1, T])
      const { rows } = await collector.get<{ rows: ErrorGroup[] }>('/api/errors')
      const { errors } = await collector.get<ErrorGroupDetail>(`/api/errors/${rows[0]?.fingerprint}`)
      expect(errors[0]).toMatchObject({ time: T, report: { breadcrumbs: [{ time: T }] } })
    },
  )

  it('by less than a batch may be under way is left as it is', async () => {
    expect((await post(-30_000, String(collector.time - 30_000))).status).toBe(200)
    const { rows } = await collector.get<{ rows: ErrorGroup[] }>('/api/errors')
    expect(rows[0]?.lastSeen).toBe(T - 30_000)
  })

  it('may not say what is no time', async () => {
    expect((await post(0, 'soon')).status).toBe(400)
  })
})

describe('GET /api/browser/vitals', () => {
  const read = (query = '') => collector.get<BrowserVitals>(`/api/browser/vitals${query}`)

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
    await collector.put(home)
    const about = { visitId: home.spanId, path: '/product/7' }
    await tell('one', [vital('LCP', 1000, about), vital('CLS', 0.3, { ...about, device: 'mobile' })])
    await tell('two', [vital('LCP', 3000), vital('LCP', 5000, { time: T - 4_000_000 })])
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
    await tell('one', [
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

describe('GET /api/browser/components', () => {
  const read = (query = '') => collector.get<BrowserComponents>(`/api/browser/components${query}`)

  it('adds up what pages told', async () => {
    const cart = { mounts: 1, renders: 4, wasted: 1, slow: 1, effects: 2 }
    await tell('one', [
      componentsReport([
        component('Cart', {
          ...cart,
          selfTime: 3,
          maxTime: 20,
          causes: { props: 2, context: 1 },
          keys: [
            { cause: 'props', key: 'items', count: 2 },
            { cause: 'context', key: 'Theme', count: 1 },
          ],
        }),
        component('Row', { mounts: 1, renders: 30 }),
      ]),
      componentsReport([component('Row', { framework: 'vue' })], { time: T - 4_000_000 }),
    ])
    await tell('two', [
      componentsReport(
        [
          component('Cart', {
            ...cart,
            renders: 40,
            selfTime: 5,
            maxTime: 7,
            causes: { context: 9 },
            keys: [{ cause: 'context', key: 'Theme', count: 9 }],
          }),
        ],
        { time: T + 5, slowThreshold: 8, leftOut: 3 },
      ),
    ])
    await tell('three', [componentsReport([component('Cart')])], 'other')
    const { components, timed, slowThreshold, leftOut, capped, commits } = await read()
    expect(components.map(({ name, app, renders }) => [name, app, renders])).toEqual([
      ['Cart', 'shop', 44],
      ['Row', 'shop', 30],
      ['Cart', 'other', 1],
    ])
    expect(components[0]).toEqual({
      name: 'Cart',
      framework: 'react',
      app: 'shop',
      mounts: 2,
      unmounts: 0,
      renders: 44,
      wasted: 2,
      slow: 2,
      effects: 4,
      selfTime: 8,
      maxTime: 20,
      causes: { props: 2, context: 10 },
      keys: [
        { cause: 'context', key: 'Theme', count: 10 },
        { cause: 'props', key: 'items', count: 2 },
      ],
      lastSeen: T + 5,
    })
    expect({ timed, slowThreshold, leftOut, capped, commits }).toEqual({
      timed: true,
      slowThreshold: 8,
      leftOut: 3,
      capped: false,
      commits: [],
    })
    expect((await read('?app=other')).components).toHaveLength(1)
  })

  it('keeps a library’s component apart from the app’s of the same name, and names a commit after the app’s', async () => {
    const library = true
    await tell('one', [
      componentsReport([
        component('Boundary', { renders: 7, library }),
        component('Boundary', { renders: 2 }),
      ]),
      commitReport(
        [
          { name: 'Router', depth: 0, kind: 'update', library, selfTime: 9 },
          { name: 'Page', depth: 1, kind: 'update', selfTime: 1 },
        ],
        { time: T + 1 },
      ),
      commitReport([{ name: 'Router', depth: 0, kind: 'mount', library }]),
    ])
    const { components, commits } = await read()
    expect(components.map(({ name, renders, library }) => [name, renders, library])).toEqual([
      ['Boundary', 7, true],
      ['Boundary', 2, undefined],
    ])
    expect(commits.map(({ name, library }) => [name, library])).toEqual([
      ['Page', undefined],
      ['Router', true],
    ])
  })

  it('lists commits, each of which can be read whole', async () => {
    const nodes = [
      { name: 'App', depth: 0, kind: 'still' },
      { name: 'List', depth: 1, kind: 'update', selfTime: 1, causes: ['state'], keys: ['0'] },
      { name: 'Row', depth: 2, kind: 'mount', selfTime: 9 },
    ] as const
    await tell('one', [
      commitReport(nodes, { duration: 12, visitId: VISIT, path: '/list', leftOut: 2 }),
      commitReport([nodes[1]], { time: T + 9 }),
    ])
    const { commits } = await read()
    expect(commits).toMatchObject([
      { time: T + 9, name: 'List', components: 1, duration: null },
      { name: 'Row', components: 4, duration: 12, visitId: VISIT, path: '/list', app: 'shop' },
    ])
    const [, second] = commits
    const detail = await collector.get<CommitDetail>(`/api/browser/commits/${second?.id}`)
    expect(detail).toEqual({
      summary: second,
      report: { framework: 'react', duration: 12, nodes, leftOut: 2 },
    })
    expect(await codeOf('/api/browser/commits/999999')).toBe('404 NOT_FOUND')
    expect(await codeOf('/api/browser/commits/x')).toBe('400 INVALID_PARAMETER')
  })

  it('says so when there are more reports than are added up', async () => {
    for (let i = 0; i < 4; i++) {
      await tell(
        `page ${i}`,
        Array.from({ length: 260 }, () => componentsReport([component('Row')])),
      )
    }
    const { components, capped } = await read()
    expect(capped).toBe(true)
    expect(components[0]?.renders).toBe(1000)
  })
})

describe('GET /api/browser/signals', () => {
  const read = (query = '') => collector.get<BrowserSignals>(`/api/browser/signals${query}`)

  it('puts the graph of a page together from what it told since it was loaded', async () => {
    await tell('one', [
      signalsReport([signal(1, { updates: 5, peak: 5 }), signal(2, { kind: 'computed', dependsOn: [1] })], {
        time: T - 5_000_000,
        path: '/before',
      }),
      signalsReport([signal(3, { updates: 1, gone: true }), signal(4, { gone: true })]),
      signalsReport([signal(1, { updates: 70, peak: 61, subscribers: 1 })], {
        time: T + 1,
        cycles: [[1, 2]],
        path: '/cart',
        leftOut: 1,
      }),
    ])
    await tell('two', [signalsReport([signal(1, { name: 'other' })], { time: T + 50 })])
    const { pages, page: newest } = await read()
    expect(pages.map(({ instance }) => instance)).toEqual(['browser:two', 'browser:one'])
    expect(newest).toEqual({
      instance: 'browser:two',
      app: 'shop',
      tab: 'tab-1',
      path: '/',
      lastSeen: T + 50,
    })
    const one = await read('?page=browser:one')
    expect(one.page).toMatchObject({ path: '/cart', lastSeen: T + 1 })
    expect(one.signals).toEqual([
      { ...signal(1, { updates: 70, peak: 61, subscribers: 1 }), lastSeen: T + 1 },
      { ...signal(3, { updates: 1, gone: true }), lastSeen: T },
      { ...signal(2, { kind: 'computed', dependsOn: [1] }), lastSeen: T - 5_000_000 },
    ])
    expect(one).toMatchObject({ cycles: [[1, 2]], excessive: 60, leftOut: 1, capped: false })
    expect(await read('?page=browser:none')).toMatchObject({ page: null, signals: [], excessive: null })
    expect(await read('?app=other')).toMatchObject({ pages: [], page: null })
  })
})

describe('GET /api/browser/memory', () => {
  const read = (query = '') => collector.get<BrowserMemory>(`/api/browser/memory${query}`)
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
    await tell('one', [
      look(T, { 'kymo.memory.used': 1000, 'kymo.report': JSON.stringify({ components }) }),
      look(T + 5, {
        'kymo.memory.used': 2000,
        'kymo.dom.nodes': 7,
        'kymo.memory.growth': 5e6,
        'kymo.memory.missing': ['page', 'total', 'nonsense'],
      }),
      leak(T + 6),
    ])
    await tell('two', [look(T + 1, { 'kymo.dom.nodes': 50 }), leak(T + 7, { 'kymo.leak.kind': 'heap' })])
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

describe('GET /api/browser/network', () => {
  const read = (query = '') => collector.get<BrowserNetwork>(`/api/browser/network${query}`)

  it('joins a call with what the user did and with the request that it became', async () => {
    const click = span('measure', {
      name: 'click button “Buy”',
      attributes: { 'kymo.measure.type': 'interaction', 'kymo.visit.id': VISIT },
    })
    const call = clientFetch(VISIT, {
      traceId: click.traceId,
      parentId: click.spanId,
      start: T + 2,
      duration: 80,
      attributes: {
        'kymo.fetch.by': 'xhr',
        'kymo.phase.dns': 0,
        'kymo.phase.request': 70,
        'http.response.body.size': 512,
        'http.request.resend_count': 1,
      },
    })
    const asked = askedBy(call, { route: '/api/things', duration: 60 })
    await tell('one', [navigation(), click, call])
    await collector.put(asked)
    const { calls, total, hosts, slowThreshold, capped } = await read()
    expect(calls).toEqual([
      {
        id: call.spanId,
        traceId: call.traceId,
        visitId: VISIT,
        app: 'shop',
        by: 'xhr',
        method: 'GET',
        url: `${PAGE_ORIGIN}/api/things`,
        host: 'localhost:3000',
        statusCode: 200,
        startTime: T + 2,
        duration: 80,
        phases: { dns: 0, request: 70 },
        requestSize: null,
        responseSize: 512,
        cacheHit: false,
        resends: 1,
        messages: null,
        interaction: 'click button “Buy”',
        aborted: false,
        error: null,
        server: { app: 'shop', route: '/api/things', startTime: T + 3, duration: 60 },
      },
    ])
    expect(hosts).toEqual([
      {
        host: 'localhost:3000',
        count: 1,
        failed: 0,
        slow: 0,
        cacheHits: 0,
        retries: 1,
        bytes: 512,
        p50: 80,
        p95: 80,
      },
    ])
    expect(total).toMatchObject({ count: 1, host: '' })
    expect({ slowThreshold, capped }).toEqual({ slowThreshold: 1000, capped: false })
  })

  it('knows what a page does not say of its calls, and takes no server’s call for one', async () => {
    await tell('one', [
      clientFetch(VISIT, { url: 'http://a.test/x', start: T + 5 }),
      clientFetch('b'.repeat(16), {
        url: 'http://b.test/y',
        statusCode: null,
        status: 'error',
        attributes: { 'kymo.fetch.by': 'websocket', 'kymo.messages.received': 4, 'error.type': 'TypeError' },
      }),
    ])
    await collector.put(page('/'), clientFetch(VISIT))
    const { calls } = await read()
    expect(calls.map(({ by, host, messages, error }) => [by, host, messages, error])).toEqual([
      ['websocket', 'b.test', { sent: 0, received: 4 }, 'TypeError'],
      ['fetch', 'a.test', null, null],
    ])
    const hosts = async (query: string) => (await read(query)).calls.map(({ host }) => host)
    expect(await hosts('?host=A.test')).toEqual(['a.test'])
    expect(await hosts('?by=websocket,xhr')).toEqual(['b.test'])
    expect(await hosts('?q=/Y')).toEqual(['b.test'])
    expect(await hosts(`?visit=${VISIT}`)).toEqual(['a.test'])
    expect(await hosts('?app=other')).toEqual([])
    expect(await codeOf('/api/browser/network?by=carrier-pigeon')).toBe('400 INVALID_PARAMETER')
  })

  it('counts all calls of the window, and shows the newest', async () => {
    for (let i = 0; i < 2; i++) {
      await tell(
        `page ${i}`,
        Array.from({ length: 300 }, (_, k) => clientFetch(VISIT, { duration: i * 300 + k, start: T + k })),
      )
    }
    const { calls, total, capped } = await read()
    expect(calls).toHaveLength(500)
    expect(calls[0]?.startTime).toBeLessThan(calls[499]?.startTime ?? 0)
    expect(total).toMatchObject({ count: 600, p50: 299.5 })
    expect(capped).toBe(true)
  })
})

describe('GET /api/browser/health', () => {
  const read = (query = '') => collector.get<BrowserHealthView>(`/api/browser/health${query}`)

  it('is not known where nobody told of anything', async () => {
    await collector.put(page('/'))
    expect(await read()).toMatchObject({ health: { score: null, parts: [] }, figures: {} })
  })

  it('is reckoned by the one formula from all that pages told', async () => {
    const measure = (duration: number) =>
      span('measure', { duration, attributes: { 'kymo.measure.type': 'long-task', 'kymo.visit.id': VISIT } })
    await tell('one', [
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
      signalsReport([signal(1, { updates: 90, peak: 90 }), signal(2, { peak: 3 })], { cycles: [[1, 2]] }),
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

describe('what a page tells and can not be read', () => {
  it('is left out, counted and said in the status', async () => {
    await tell('one', [
      report('kymo.components', '{'),
      report('kymo.components', { slowThreshold: 1, components: [{ name: 7 }], leftOut: 0 }),
      report('kymo.signals', { signals: [] }),
      report('kymo.commit', 'x'.repeat(30_000)),
      componentsReport([component('Row')]),
      vital('LCP', -5),
      vital('LCP', 5, { attributes: { 'kymo.device': 'fridge' } }),
      { ...report('kymo.leak', '{}') },
      { ...report(MEMORY_EVENT, '{'), attributes: { 'kymo.report': '{', 'kymo.memory.used': 5 } },
    ])
    expect((await collector.get<BrowserComponents>('/api/browser/components')).components).toHaveLength(1)
    expect((await collector.get<BrowserMemory>('/api/browser/memory')).samples).toEqual([
      { time: T, used: 5 },
    ])
    const { store, brokenReports } = await collector.get<CollectorStatus>('/api/status')
    expect(store.events).toBe(2)
    expect(brokenReports).toEqual({
      count: 8,
      newest: {
        event: MEMORY_EVENT,
        app: 'shop',
        problem: 'kymo.report: The report is not JSON.',
        time: T + 10_000,
      },
    })
  })

  it('is not there where all could be read', async () => {
    await tell('one', [componentsReport([])])
    expect(await collector.get<CollectorStatus>('/api/status')).not.toHaveProperty('brokenReports')
  })

  it('or of a time to come is not kept: it would outlive all else', async () => {
    await tell('one', [vital('LCP', 1, { time: T + 200_000_000 }), navigation({ start: T + 8e14 })])
    expect((await collector.get<CollectorStatus>('/api/status')).store).toMatchObject({ events: 0, spans: 0 })
  })
})

describe('all of them', () => {
  it.each(['vitals', 'components', 'signals', 'memory', 'network', 'health'])(
    '%s refuses what it does not know, and reads any window',
    async (name) => {
      expect(await codeOf(`/api/browser/${name}?x=1`)).toBe('400 INVALID_PARAMETER')
      expect(await codeOf(`/api/browser/${name}?window=1h&from=1`)).toBe('400 INVALID_PARAMETER')
      await collector.get(`/api/browser/${name}?window=all`)
      await collector.get(`/api/browser/${name}?from=${T}&to=${T + 1}`)
      await collector.get(`/api/browser/${name}?window=7d&app=shop`)
    },
  )
})
