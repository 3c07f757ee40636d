import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RedisServer } from '../../../tests/support/redis.ts'
import {
  type Pulse,
  pulseErrors,
  pulseFastify,
  pulseHono,
  pulseMiddleware,
  runJob,
  startAgent,
  startPulse,
} from '../src/index.ts'
import { clientOf, closeClients } from './support/heartbeats.ts'
import { counts, errorEntries, slowEntries, traffic } from './support/told.ts'

/* In this very process, with the types of the frameworks themselves. */

const ending: (() => unknown)[] = []
let redis: RedisServer
let pulse: Pulse

beforeEach(async () => {
  redis = await RedisServer.start()
  pulse = startPulse({ redis: redis.url, app: 'here', slow: 60_000, slowRoutes: { '/export': 0 } })
  await expect.poll(() => clientOf(redis.url).keys('pulse:server:*'), { timeout: 20_000 }).toHaveLength(1)
})

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
  await pulse.stop()
  closeClients()
  await redis.remove()
})

/** All that was told, once it has. */
async function told() {
  await pulse.stop()
  const client = clientOf(redis.url)
  return { counts: await counts(client), errors: await errorEntries(client), slow: await slowEntries(client) }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const text = async (url: string, init: RequestInit = {}) => (await fetch(url, init)).text()

test('where Hono knows of no Node.js, it is counted until there is an answer', async () => {
  const app = new Hono()
  app.use(pulseHono())
  app.get('/users/:id', (context) => context.text('user'))
  app.post('/fails', () => {
    throw new TypeError('as expected')
  })
  app.get('/export', (context) => context.text('at last'))
  app.onError((_error, context) => context.text('failed', 500))
  for (const id of [1, 2, 3])
    expect(await (await app.request(`/users/${id}?token=canary`)).text()).toBe('user')
  expect((await app.request('/fails', { method: 'POST' })).status).toBe(500)
  expect((await app.request('/nowhere')).status).toBe(404)
  expect((await app.request('/export')).status).toBe(200)
  expect(await told()).toMatchObject({
    counts: { 'GET /users/:id': 3, 'POST /fails': 1, 'GET (not found)': 1, 'GET /export': 1 },
    errors: [{ type: 'TypeError', method: 'POST', route: '/fails', count: 1 }],
    slow: [{ method: 'GET', route: '/export', threshold: 0 }],
  })
})

test('mounted twice, and with the errors’ own as well, each counts once', async () => {
  const app = express()
  app.use(pulseMiddleware())
  app.use(pulseMiddleware())
  app.get('/users/:id', (_request, response) => void response.send('user'))
  app.get('/fails', () => {
    throw new Error('as expected')
  })
  app.use(pulseErrors())
  app.use(pulseErrors())
  const url = await listen(createServer(app))
  for (let i = 0; i < 3; i++) expect(await text(`${url}/users/${i}`)).toBe('user')
  await text(`${url}/fails`)
  expect(await told()).toMatchObject({
    counts: { 'GET /users/:id': 3, 'GET /fails': 1 },
    errors: [{ count: 1, route: '/fails' }],
  })
})

test('Fastify’s plugin sees the routes of all scopes, also what a hook turns away', async () => {
  const app = Fastify()
  await app.register(pulseFastify)
  app.addHook('preHandler', async (request, reply) => {
    if (request.headers['x-refuse'] !== undefined) return reply.code(401).send('refused')
  })
  await app.register(async (scope) => scope.get('/:shop/orders', async () => 'orders'), { prefix: '/shops' })
  ending.push(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  expect(await text(`${url}/shops/a/orders`)).toBe('orders')
  expect(await text(`${url}/shops/b/orders`, { headers: { 'x-refuse': '1' } })).toBe('refused')
  expect((await told()).counts).toEqual({ 'GET /shops/:shop/orders': 2 })
})

test('what a handler throws, and what its promise is rejected with, is passed on as it is', async () => {
  const middleware = pulseMiddleware({ route: () => '/named' })
  const caught: unknown[] = []
  const thrown = new Error('thrown')
  const rejected = new Error('rejected')
  const server = createServer((request, response) => {
    try {
      const result = middleware(request, response, () => {
        if (request.url === '/throws') throw thrown
        if (request.url === '/rejects') return Promise.reject(rejected)
        return 'what it returned'
      })
      if (result instanceof Promise) void result.catch((error: unknown) => caught.push(error))
      else caught.push(result)
    } catch (error) {
      caught.push(error)
    }
    response.statusCode = 500
    response.end()
  })
  const url = await listen(server)
  for (const path of ['/throws', '/rejects', '/returns']) await text(url + path)
  expect(caught).toEqual([thrown, rejected, 'what it returned'])
  const { counts: all, errors } = await told()
  expect(all).toEqual({ 'GET /named': 3 })
  expect(errors.map(({ message }) => message).sort()).toEqual(['rejected', 'thrown'])
})

test('bodies are streamed as without it, and requests that nobody waits for any more count', async () => {
  const middleware = pulseMiddleware()
  const open: (() => void)[] = []
  const server = createServer((request, response) => {
    middleware(request, response, () => {
      if (request.url === '/echo') request.pipe(response)
      else open.push(() => response.end())
    })
  })
  const url = await listen(server)
  const body = 'x'.repeat(500_000)
  expect(await text(`${url}/echo`, { method: 'POST', body, headers: { connection: 'close' } })).toBe(body)
  // The second waits for its turn, which never comes.
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /one HTTP/1.1\r\nhost: a\r\n\r\nGET /two HTTP/1.1\r\nhost: a\r\n\r\n')
  await expect.poll(() => open.length).toBe(2)
  socket.destroy()
  const connections = () => new Promise((resolve) => server.getConnections((_, number) => resolve(number)))
  await expect.poll(connections).toBe(0)
  expect((await told()).counts).toEqual({ 'POST /echo': 1, 'GET /one': 1, 'GET /two': 1 })
})

test('a job’s result and its failure are passed on, whatever it returns', async () => {
  const failure = new Error('as expected')
  expect(runJob('now', () => 7)).toBe(7)
  expect(() =>
    runJob('throws', () => {
      throw failure
    }),
  ).toThrow(failure)
  await expect(runJob('later', () => Promise.resolve('done'))).resolves.toBe('done')
  await expect(runJob('rejects', () => Promise.reject(failure))).rejects.toBe(failure)
  const all = await told()
  expect(all.counts).toEqual({ 'JOB now': 1, 'JOB throws': 1, 'JOB later': 1, 'JOB rejects': 1 })
  expect(all.errors).toMatchObject([{ message: 'as expected' }])
})

test('an agent that comes later counts instead, by the name that the process has already', async () => {
  const agent = startAgent({ redis: redis.url, app: 'here' })
  ending.push(() => agent.stop())
  expect(agent.resource['service.instance.id']).toBe(pulse.instanceId)
  const middleware = pulseMiddleware()
  const url = await listen(
    createServer((request, response) => void middleware(request, response, () => response.end('fine'))),
  )
  for (let i = 0; i < 5; i++) await text(`${url}/users/${i}`)
  expect(runJob('job', () => agent.currentSpan()?.name)).toBe('job')
  await told()
  const client = clientOf(redis.url)
  expect([...(await traffic(client)).keys()].sort()).toEqual(['GET /users/:id', 'JOB job'])
  expect(await counts(client)).toMatchObject({ 'GET /users/:id': 5 })
  expect(await client.keys('pulse:traffic:*')).toHaveLength(1)
})
