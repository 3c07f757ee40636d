// A server of the framework that is named, with the routes that its tests ask for. With `middleware` it starts its pulse
// itself and mounts what counts for it: instead of an agent, or beside one.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import {
  pulseErrors,
  pulseFastify,
  pulseHono,
  pulseMiddleware,
  runJob,
  startAgent,
  startPulse,
} from '../../dist/index.js'

const [framework, ...flags] = process.argv.slice(2)
const withMiddleware = flags.includes('middleware')
if (withMiddleware || flags.includes('start-pulse')) startPulse({ app: 'fleet', version: '7.7.7' })
/** Milliseconds of `/wait/:ms`. */
const wait = async (ms) => {
  await pause(Number(ms))
  return `waited ${ms}`
}
const fail = async (why) => {
  throw new Error(`failed since ${why}`)
}

const STATUSES = new Map([
  ['fails', 500],
  ['missing', 404],
])

const frameworks = {
  http() {
    const handle = async (request, response) => {
      const [, name, value] = request.url.split(/[/?]/)
      if (name === 'wait') await wait(value)
      if (name === 'throws') throw new Error('nobody catches it')
      response.statusCode = STATUSES.get(name) ?? 200
      response.end(name)
    }
    const pulse = pulseMiddleware()
    return createServer((request, response) => {
      if (withMiddleware) pulse(request, response, () => handle(request, response))
      else void handle(request, response)
    })
  },
  express() {
    const app = express()
    if (withMiddleware) app.use(pulseMiddleware())
    app.get('/wait/:ms', async (request, response) => response.send(await wait(request.params.ms)))
    app.get('/fails/:why', (request) => fail(request.params.why))
    app.get('/refuses', (_request, _response, next) => next(Object.assign(new Error('no'), { status: 422 })))
    const api = express.Router()
    api.get('/users/:id', (request, response) => response.send(request.params.id))
    app.use('/api', api)
    if (withMiddleware) app.use(pulseErrors())
    app.use((error, _request, response, _next) => response.status(error.status ?? 500).send('failed'))
    return createServer(app)
  },
  fastify() {
    const app = Fastify()
    if (withMiddleware) app.register(pulseFastify)
    app.get('/wait/:ms', (request) => wait(request.params.ms))
    app.get('/fails/:why', (request) => fail(request.params.why))
    app.get('/refuses', () => Promise.reject(Object.assign(new Error('no'), { statusCode: 422 })))
    app.register(async (api) => api.get('/users/:id', async (request) => request.params.id), {
      prefix: '/api',
    })
    return app.ready().then(() => app.server)
  },
  hono() {
    const app = new Hono()
    // Also beside an agent: only Hono itself knows its routes, and what it catches.
    app.use(pulseHono())
    app.use('/api/*', (_context, next) => next())
    app.get('/wait/:ms', async (context) => context.text(await wait(context.req.param('ms'))))
    app.get('/fails/:why', (context) => fail(context.req.param('why')))
    app.get('/refuses', () => {
      throw Object.assign(new Error('no'), { status: 422 })
    })
    app.onError((error, context) => context.text('failed', error.status ?? 500))
    const api = new Hono()
    api.get('/users/:id', (context) => context.text(context.req.param('id')))
    app.route('/api', api)
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server))
    })
  },
}

const answers = {
  jobs: async ({ name, times, ms, fails }) => {
    const results = await Promise.allSettled(
      Array.from({ length: times }, (_, i) =>
        runJob(name, async () => {
          await pause(ms)
          if (i < fails) throw new Error(`job ${i} failed`)
          return i
        }),
      ),
    )
    return { done: results.filter(({ status }) => status === 'fulfilled').length }
  },
  memory: () => {
    globalThis.gc?.()
    return { heap: process.memoryUsage().heapUsed }
  },
  state: () => ({ hookErrors: startAgent().stats.hookErrors, instanceId: startPulse().instanceId }),
  stop: async () => {
    await startAgent().stop()
    await startPulse().stop()
    return {}
  },
}

process.on('message', async (message) => {
  const answer = await answers[message.do](message)
  if (process.connected) process.send(answer)
})
if (flags.includes('on-sigterm')) process.on('SIGTERM', () => process.exit(0))

const server = await frameworks[framework]()
if (!server.listening) await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
process.send({ port: server.address().port })
