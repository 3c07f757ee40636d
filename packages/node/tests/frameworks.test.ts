import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'

let collector: Collector

beforeAll(async () => {
  collector = await startCollector()
})
afterEach(async () => {
  await stopAll()
  collector.accepted.length = 0
})
afterAll(() => collector.stop())

async function namesOf(app: string, requests: readonly [method: string, path: string][]): Promise<string[]> {
  const { url } = await serve(app, { collector })
  for (const [method, path] of requests) await (await fetch(url + path, { method })).text()
  await collector.until(() => collector.requests().length === requests.length)
  return requests.map(([, path]) => {
    const span = collector.requests(path)[0]
    expect(span?.attributes['http.route'] ?? '').toBe(span?.name.split(' ')[1] ?? '')
    return span?.name ?? 'missing'
  })
}

test('routes of Express are named by their patterns, below whatever they are mounted', async () => {
  expect(
    await namesOf('express', [
      ['GET', '/'],
      ['GET', '/product/17'],
      ['POST', '/product/18'],
      ['GET', '/files/a/b'],
      ['GET', '/api/users/me'],
      ['GET', '/api/users/42/orders'],
      ['GET', '/api/users/42/orders/7'],
      ['GET', '/admin/acme/panel/main'],
      ['GET', '/fails'],
      ['GET', '/nowhere'],
    ]),
  ).toEqual([
    'GET /',
    'GET /product/:id',
    'POST /product/:id',
    'GET /^\\/files\\/.+/',
    'GET /api/users/me',
    'GET /api/users/:user/orders',
    'GET /api/users/:user/orders/:order',
    'GET /admin/:tenant/panel/:name',
    'GET /fails',
    'GET',
  ])
  expect(collector.requests('/fails')[0]).toMatchObject({
    status: 'error',
    attributes: { 'error.type': '500' },
  })
})

test('routes of Fastify are named by their patterns', async () => {
  expect(
    await namesOf('fastify', [
      ['GET', '/'],
      ['GET', '/product/17'],
      ['GET', '/files/a/b'],
      ['GET', '/api/users/42/orders/7'],
      ['GET', '/fails'],
      ['GET', '/nowhere'],
    ]),
  ).toEqual([
    'GET /',
    'GET /product/:id',
    'GET /files/*',
    'GET /api/users/:user/orders/:order',
    'GET /fails',
    'GET',
  ])
  expect(collector.requests('/fails')[0]?.status).toBe('error')
})

test('requests that Fastify turns away before their handler belong to its route, too', async () => {
  const { url } = await serve('fastify', { collector })
  const answers = [
    await fetch(`${url}/product/17?refused`),
    await fetch(`${url}/people/3`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    }),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([401, 400])
  await collector.until(() => collector.requests().length === 2)
  expect(collector.requests().map((span) => span.name)).toEqual(['GET /product/:id', 'POST /people/:id'])
})
