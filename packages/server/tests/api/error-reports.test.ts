import type {
  CollectorStatus,
  ErrorGroup,
  ErrorGroupDetail,
  Event,
  Page,
  RuntimeSnapshot,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { navigation, PAGE_ORIGIN, pageError, pageLoad, putFromPage } from '../../src/testing/browser.ts'
import { TestCollector } from '../../src/testing/collector.ts'
import { exception, page, request, T } from '../../src/testing/facts.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

const VISIT = 'a'.repeat(16)
const list = (query = '') => collector.get<Page<ErrorGroup>>(`/api/errors?${query}`)
async function detail(): Promise<ErrorGroupDetail> {
  const { rows } = await list()
  return collector.get(`/api/errors/${rows[0]?.fingerprint}`)
}

function reported(attributes: Event['attributes'], time = T): Event {
  const event = pageError(VISIT, 'broken', time)
  return { ...event, attributes: { ...event.attributes, ...attributes } }
}

describe('what an app said of an error', () => {
  const breadcrumbs = [
    { time: T - 5, category: 'click', level: 'info', message: 'button “Buy”', data: { x: 1 } },
    { time: T - 1, category: 'request', level: 'error', message: 'POST /api/cart 500' },
  ]

  it('is with each error of its group, and in no list', async () => {
    await putFromPage(
      collector,
      reported({
        'kymo.breadcrumbs': JSON.stringify(breadcrumbs),
        'kymo.tags': '{"feature":"checkout"}',
        'kymo.contexts': '{"cart":{"items":3}}',
        'user.id': 'user-123',
      }),
      reported({}, T + 1),
    )
    const { errors, group } = await detail()
    expect(errors.map(({ report }) => report)).toEqual([
      null,
      {
        breadcrumbs,
        tags: { feature: 'checkout' },
        contexts: { cart: { items: 3 } },
        user: 'user-123',
      },
    ])
    expect(group.latest.report).toBeNull()
    expect((await list()).rows[0]?.latest.report).toBeNull()
    expect((await collector.get<RuntimeSnapshot>('/api/runtime')).errors[0]?.report).toBeNull()
  })

  it('is left out where it can not be read, and the error stays', async () => {
    await putFromPage(
      collector,
      reported({
        'kymo.breadcrumbs': JSON.stringify([{ time: 'now' }]),
        'kymo.tags': '{"a":1}',
        'kymo.contexts': '[]',
        'user.id': 'x'.repeat(300),
        'kymo.exception.mechanism': 'action',
        'kymo.runtime': 'nodejs',
      }),
    )
    const { errors } = await detail()
    expect(errors).toMatchObject([{ report: null, message: 'broken', mechanism: null, runtime: 'browser' }])
    expect((await collector.get<CollectorStatus>('/api/status')).brokenReports?.count).toBe(5)
  })
})

describe('the detail of an error', () => {
  it('says when it happened, and how often where an error stands for many', async () => {
    await putFromPage(
      collector,
      reported({}, T),
      reported({ 'kymo.exception.count': 5 }, T + 500),
      reported({}, T + 60_000),
      reported({ 'exception.message': 'quotes "kymo.exception.count":7,' }, T + 10),
    )
    const { group, trend } = await detail()
    expect(group.count).toBe(7)
    expect(trend).toEqual({
      step: 2_000,
      buckets: [
        { time: T, count: 6 },
        { time: T + 60_000, count: 1 },
      ],
    })
    expect((await list()).rows.map(({ count }) => count)).toEqual([7, 1])
  })

  it('has at most 60 buckets, over whatever time', async () => {
    await putFromPage(collector, ...Array.from({ length: 200 }, (_, i) => reported({}, T - i * 1_234_567)))
    const { trend } = await detail()
    expect(trend.buckets.length).toBeGreaterThan(20)
    expect(trend.buckets.length).toBeLessThanOrEqual(60)
    expect(trend.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(200)
  })

  it('names the sessions that it happened in with their pages, newest first', async () => {
    const home = page('/shop', { query: 'a=1' })
    const load = pageLoad(home, { url: '/shop?a=1' })
    const soft = navigation({ url: '/cart?b=2', start: T + 50 })
    const visit = String(soft.attributes['kymo.visit.id'])
    await collector.put(home)
    await putFromPage(
      collector,
      load,
      soft,
      { ...reported({ 'kymo.visit.id': home.spanId }, T + 1) },
      { ...reported({ 'kymo.visit.id': home.spanId, 'kymo.exception.count': 3 }, T + 2) },
      { ...reported({ 'kymo.visit.id': visit }, T + 60) },
      { ...reported({ 'kymo.visit.id': 'f'.repeat(16) }, T + 70) },
    )
    const { affected, group } = await detail()
    expect(affected).toEqual([
      { id: visit, url: '/cart?b=2', time: T + 60, count: 1 },
      { id: home.spanId, url: '/shop?a=1', time: T + 2, count: 4 },
    ])
    expect(group.sessions).toBe(2)
  })

  it('has all of it for failures without an exception, too', async () => {
    const failed = request({ path: '/api/save', statusCode: 500, duration: 30, client: null })
    await collector.put(failed, exception(undefined, 'another', { time: T - 50 }))
    const { trend, affected } = await detail()
    expect(trend.buckets).toEqual([{ time: T, count: 1 }])
    expect(affected).toEqual([{ id: failed.spanId, url: '/api/save', time: T + 30, count: 1 }])
  })
})
