import type { PerformanceMetrics, RequestPurpose, Resource, RoutesTable, Span } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { TestCollector } from '../../src/testing/collector.ts'
import { batch, fetchSpan, request, resource, T } from '../../src/testing/facts.ts'
import { Seeded } from '../../src/testing/seeded.ts'

const ROUTES = ['/', '/product/[id]', '/api/edge', '/cart']
const PURPOSES: readonly RequestPurpose[] = ['document', 'navigation', 'data', 'action', 'asset', 'internal']
const QUESTIONS = [
  'window=all',
  'window=1h',
  `from=${T + 100}&to=${T + 700}`,
  'window=all&route=%2Fproduct%2F%5Bid%5D',
  'window=all&route=%2Fapi%2Fedge&method=GET',
  'window=all&app=shop',
  'window=all&app=api',
  `from=${T + 100}&to=${T + 700}&route=%2Fcart&app=shop`,
  'window=all&include=all',
]

/** One app's requests, as Node, Edge code and the proxy serve them. */
function requests(chance: Seeded, count: number): Span[] {
  return Array.from({ length: count }, (_, i) => {
    const route = ROUTES[chance.below(ROUTES.length)] as string
    const runtime = route === '/api/edge' ? 'edge' : 'nodejs'
    return request({
      route,
      path: route.replace('[id]', String(i)),
      purpose: PURPOSES[chance.below(PURPOSES.length)] as RequestPurpose,
      statusCode: chance.below(10) === 0 ? 500 : 200,
      duration: 1 + chance.below(2000) + chance.next(),
      start: T + chance.below(1000),
      attributes: { 'kymo.runtime': runtime },
    })
  })
}

/** What a collector answers when it gets facts in these parts, each of its own process. */
async function answersTo(parts: readonly (readonly [Resource, readonly Span[]])[], chance: Seeded) {
  const collector = await TestCollector.start()
  collector.time = T + 10_000
  try {
    const batches = parts.flatMap(([of, spans]) => {
      const cut = chance.below(spans.length + 1)
      return [batch(spans.slice(0, cut), of, 1), batch(spans.slice(cut), of, 2)]
    })
    await Promise.all(chance.shuffled(batches).map((one) => collector.send(one)))
    return await Promise.all(
      QUESTIONS.map(async (query) => ({
        metrics: await collector.get<PerformanceMetrics>(`/api/performance/metrics?${query}`),
        routes: await collector.get<RoutesTable>(`/api/performance/routes?${query}`),
      })),
    )
  } finally {
    await collector.stop()
  }
}

describe('figures over requests', () => {
  it('are the same from whatever processes the requests are told', { timeout: 120_000 }, async () => {
    const chance = new Seeded(7)
    const shop = requests(chance, 300)
    const api = requests(chance, 60)
    const noise = [fetchSpan(shop[0]), fetchSpan(shop[1])]
    const instances = (app: string, n: number) =>
      Array.from({ length: n }, (_, i) => resource(app, `${app} ${i}`))
    const [one] = instances('shop', 1) as [Resource]
    const [backend] = instances('api', 1) as [Resource]
    const expected = await answersTo(
      [
        [one, [...shop, ...noise]],
        [backend, api],
      ],
      chance,
    )
    expect(expected[0]?.metrics.totalRequests).toBeGreaterThan(200)
    for (let split = 0; split < 3; split++) {
      const three = instances('shop', 3).map((of): [Resource, Span[]] => [of, []])
      for (const span of chance.shuffled([...shop, ...noise])) three[chance.below(3)]?.[1].push(span)
      const two = instances('api', 2).map((of): [Resource, Span[]] => [of, []])
      for (const span of api) two[chance.below(2)]?.[1].push(span)
      expect(await answersTo([...three, ...two], chance)).toEqual(expected)
    }
  })

  it('count each request of any runtime once, and nothing else', async () => {
    const chance = new Seeded(11)
    const shop = requests(chance, 200)
    const [{ metrics } = { metrics: undefined }] = await answersTo([[resource('shop', 'x'), shop]], chance)
    const counted = shop.filter(
      ({ attributes }) => !['asset', 'internal'].includes(String(attributes['kymo.request.purpose'])),
    )
    expect(metrics?.totalRequests).toBe(counted.length)
    expect(metrics?.errorRequests).toBe(counted.filter(({ status }) => status === 'error').length)
    expect(metrics?.slowRequests).toBe(counted.filter(({ duration }) => duration >= 1000).length)
  })
})
