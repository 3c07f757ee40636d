// Drives the agent by its API: the test sends what to do, and gets the figures back.

import { channel } from 'node:diagnostics_channel'
import { createServer, Agent as HttpAgent, ServerResponse } from 'node:http'
import { startAgent } from '@kymo/node'

let agent = startAgent(JSON.parse(process.env.AGENT_OPTIONS ?? '{}'))
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const CHANNELS = [
  'http.server.request.start',
  'tracing:net.server.listen:asyncEnd',
  'http.client.request.start',
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:create',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
  'fastify.initialization',
  'tracing:fastify.request.handler:start',
]
const EVENTS = [
  'exit',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
  'newListener',
  'removeListener',
  'SIGTERM',
]

/** All that an agent could leave behind in a process. */
function traces() {
  return {
    channels: CHANNELS.filter((name) => channel(name).hasSubscribers),
    listeners: Object.fromEntries(EVENTS.map((name) => [name, process.listenerCount(name)])),
    ownEmit: Object.hasOwn(process, 'emit'),
    responseMethods: Object.getOwnPropertyNames(ServerResponse.prototype).toSorted(),
    addRequest: HttpAgent.prototype.addRequest.name,
    shared: Symbol.for('kymo.agent') in globalThis,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  }
}

const actions = {
  async spans({ count, size = 0, pause = 0 }) {
    for (let i = 0; i < count; i++) {
      const span = agent.startSpan('measure', `span ${i}`, { parent: null })
      if (size > 0) span.set('test.filler', 'x'.repeat(size))
      span.end()
      if (pause > 0) await sleep(pause)
    }
  },
  flush: () => agent.flush(),
  stop: () => agent.stop(),
  start() {
    agent = startAgent(JSON.parse(process.env.AGENT_OPTIONS ?? '{}'))
  },
  wait: ({ milliseconds }) => sleep(milliseconds),
  traces: () => traces(),
  async serveOne() {
    const server = createServer((_request, response) => response.end('one'))
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const answer = await fetch(`http://127.0.0.1:${server.address().port}`)
    await answer.text()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
  async twice() {
    const copy = await import('../../dist/start-agent.js?copy')
    return { same: copy.startAgent() === agent }
  },
  failingListeners() {
    agent.onRequestStart(() => {
      throw new Error('start listener')
    })
    agent.onRequestEnd(() => {
      throw new Error('end listener')
    })
    agent.onRequestEnd((span) => span.set('http.route', '/named'))
  },
  odd() {
    const span = agent.startSpan('measure', 'odd', { start: Number.NaN })
    span.set('test.nan', Number.NaN)
    span.set('test.object', { a: 1 })
    span.set('test.null', null)
    span.set('test.list', ['a', 1])
    span.set('test.gone', 'here')
    span.set('test.gone', undefined)
    span.set('test.half', '\ud800')
    span.end('ok', Number.POSITIVE_INFINITY)
    span.end('error')
    agent.exception({
      get message() {
        throw new Error('unreadable')
      },
    })
    agent.exception(Object.create(null))
  },
  /** What no type checker lets pass. */
  wrong() {
    const unreadable = {
      toString() {
        throw new Error('unreadable')
      },
    }
    const refuses = () => {
      throw new Error('hostile')
    }
    const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, refuses]))
    const hostile = [new Proxy({}, traps), new Proxy(() => {}, traps)]
    const behind = new Proxy(agent.startSpan('measure', 'behind a proxy'), {})
    const values = [undefined, null, 1, 'text', Symbol('s'), 10n, () => {}, unreadable, [unreadable], behind]
    let ran = 0
    for (const value of [...values, ...hostile]) {
      agent.startSpan(value, 'name').end()
      agent.startSpan('measure', value).end()
      agent.startSpan('fetch', value, value).end()
      agent.startSpan('measure', 'parent', { parent: value }).end()
      agent.startSpan('measure', 'ends').end(value, value)
      const span = agent.startSpan('measure', 'attributes')
      span.set(value, 'value')
      span.set('name', value)
      span.name = value
      span.end()
      agent.exception(value, value)
      agent.exception(value, { span: value, escaped: value })
      agent.requestSpan(value)
      agent.runInSpan(value, () => {
        ran++
        agent.startSpan('measure', 'within').end()
      })
      agent.onRequestStart(value)()
      const forget = agent.onException(value)
      agent.exception(new Error('told'))
      forget()
    }
    if (ran !== values.length + hostile.length) throw new Error('not everything ran')
    agent.startSpan('measure', 'the last').end()
  },
  idle() {
    process.disconnect()
  },
}

process.on('message', async (action) => {
  const result = await actions[action.do](action)
  if (process.connected) process.send({ enabled: agent.enabled, stats: agent.stats, ...result })
})
process.send({ port: 0 })
