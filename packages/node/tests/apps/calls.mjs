// Makes one outbound call in each way that a test asks for, inside of a span that the test knows by its name.
import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import * as http from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startAgent } from '@kymo/node'

const agent = startAgent()
const upstream = process.env.UPSTREAM
const closedPort = process.env.CLOSED_PORT
const upstreamPort = Number(new URL(upstream).port)
const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 1 })
const swallow = (error) => error

/** Ends it as `AbortSignal.timeout` does; but not before the answer has begun, which on a busy machine takes its time. */
const takesTooLong = (controller) =>
  setTimeout(() => controller.abort(new DOMException('It took too long.', 'TimeoutError')), 50)

async function get(...options) {
  const request = http.get(...options)
  const [response] = await once(request, 'response')
  return text(response)
}

/** Asks for an answer without an end, and does something when it has begun. */
async function begun(options, act, query = '') {
  const request = http.get(`${upstream}/endless${query}`, options)
  request.on('error', swallow)
  const closed = new Promise((resolve) => request.on('close', resolve))
  const [response] = await once(request, 'response')
  response.on('error', swallow)
  act(response, request)
  await closed
}

const calls = {
  fetch: async () => (await fetch(`${upstream}/json?x=1&token=canary`)).text(),
  'fetch post': async () => (await fetch(`${upstream}/json`, { method: 'POST', body: 'eleven char' })).text(),
  'fetch post in parts': async () => {
    async function* parts() {
      yield Buffer.from('eleven ')
      yield Buffer.from('char')
    }
    const body = ReadableStream.from(parts())
    return (await fetch(`${upstream}/json`, { method: 'POST', body, duplex: 'half' })).text()
  },
  'fetch parts': async () => (await fetch(`${upstream}/parts`)).text(),
  'fetch compressed': async () => (await fetch(`${upstream}/compressed`)).text(),
  'fetch head': async () => (await fetch(`${upstream}/json`, { method: 'HEAD' })).text(),
  'fetch 204': async () => (await fetch(`${upstream}/empty`)).text(),
  'fetch 404': async () => (await fetch(`${upstream}/json?status=404`)).text(),
  'fetch hints': async () => (await fetch(`${upstream}/hints`)).text(),
  'fetch redirect': async () => (await fetch(`${upstream}/redirect`)).text(),
  'fetch refused': () => fetch(`http://127.0.0.1:${closedPort}/nobody`).catch(swallow),
  'fetch no such host': () => fetch('http://kymo-test.invalid/').catch(swallow),
  'fetch aborted': () => fetch(`${upstream}/never`, { signal: AbortSignal.timeout(50) }).catch(swallow),
  'fetch cut': async () => (await fetch(`${upstream}/cut`)).text().catch(swallow),
  'fetch cancelled': async () => (await fetch(`${upstream}/endless`)).body.getReader().cancel(),
  'fetch cancelled for a reason': async () =>
    (await fetch(`${upstream}/endless`)).body.cancel(new Error('enough')),
  'fetch left': async () => {
    for await (const _ of (await fetch(`${upstream}/endless`)).body) break
  },
  'fetch aborted for a reason': async () => {
    const controller = new AbortController()
    const response = await fetch(`${upstream}/endless`, { signal: controller.signal })
    controller.abort(new RangeError('mine'))
    await response.text().catch(swallow)
  },
  'fetch forgotten': async () => {
    await fetch(`${upstream}/endless`)
    setFlagsFromString('--expose-gc')
    const ended = once(process, 'forgotten')
    subscribe('undici:request:error', () => process.emit('forgotten'))
    const collect = setInterval(runInNewContext('gc'), 20)
    await ended
    clearInterval(collect)
  },
  'fetch failed, then cancelled': async () => (await fetch(`${upstream}/endless?status=404`)).body.cancel(),
  'fetch endless': async () => {
    const controller = new AbortController()
    const response = await fetch(`${upstream}/endless`, { signal: controller.signal })
    takesTooLong(controller)
    await response.text().catch(swallow)
  },
  'fetch given up': () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    return fetch(`${upstream}/never`, { signal: controller.signal }).catch(swallow)
  },
  'fetch ignored': () => fetch(`${upstream}/json?ignored=1`),
  'fetch bound': async () => {
    const span = agent.startSpan('fetch', 'GET page', { start: Date.now() })
    span.set('kymo.cache.status', 'miss')
    await agent.runInSpan(span, async () => (await fetch(`${upstream}/redirect`)).text())
    span.end('ok')
    await agent.runInSpan(span, async () => (await fetch(`${upstream}/json?after=1`)).text())
  },
  'fetch watched': async () => {
    const call = agent.startCall()
    const response = await agent.runInSpan(call, () => fetch(`${upstream}/parts`))
    call.answered()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await response.text()
  },
  'fetch watched, unread': async () => {
    const call = agent.startCall()
    const response = await agent.runInSpan(call, () => fetch(`${upstream}/large`))
    call.answered()
    globalThis.unread = response
  },
  'fetch watched, with another': async () => {
    const call = agent.startCall()
    await agent.runInSpan(call, async () => {
      await (await fetch(`${upstream}/json?first=1`)).text()
      await (await fetch(`${upstream}/json?second=1`)).text()
    })
    call.answered()
  },
  'fetch watched, in circles': async () => {
    const call = agent.startCall()
    const error = await agent.runInSpan(call, () => fetch(`${upstream}/circle`).catch(swallow))
    call.failed(error.name)
  },
  'fetch watched, nowhere': async () => {
    const call = agent.startCall()
    await agent.runInSpan(call, () => fetch('data:,nothing'))
    call.name = 'nowhere'
    call.answered()
    call.failed('too late')
  },
  http: () => get(`${upstream}/json?x=1&token=canary`),
  'http options': () =>
    get({ host: '127.0.0.1', port: upstreamPort, path: '/json', headers: { 'x-a': '1' } }),
  'http credentials': () => get(`${upstream.replace('://', '://user:canary@')}/json`),
  'http post': async () => {
    const request = http.request(`${upstream}/json`, { method: 'POST' })
    request.write('part')
    setTimeout(() => request.end('rest'), 60)
    const [response] = await once(request, 'response')
    return text(response)
  },
  'http parts': () => get(`${upstream}/parts`),
  'http sized post': async () => {
    const headers = { 'content-length': 11 }
    const request = http.request(`${upstream}/json`, { method: 'POST', headers }).end('eleven char')
    const [response] = await once(request, 'response')
    return text(response)
  },
  'http head': () => get(`${upstream}/json`, { method: 'HEAD' }),
  'http 204': () => get(`${upstream}/empty`),
  'http 500': () => get(`${upstream}/json?status=500`),
  'http without agent': () => get(`${upstream}/json`, { agent: false }),
  'http own connection': () =>
    get(`${upstream}/json`, { createConnection: () => connect(upstreamPort, '127.0.0.1') }),
  'http refused': () => get(`http://127.0.0.1:${closedPort}/nobody`).catch(swallow),
  'http destroyed': async () => {
    const request = http.get(`${upstream}/never`)
    request.on('error', swallow)
    setTimeout(() => request.destroy(), 50)
    await new Promise((resolve) => request.on('close', resolve))
  },
  'http destroyed in queue': async () => {
    const first = get(`${upstream}/json?wait=50`, { agent: keepAlive })
    const queued = http.get(`${upstream}/json?queued=1`, { agent: keepAlive })
    queued.on('error', swallow)
    queued.destroy()
    await first
  },
  'http cancelled': () => begun({}, (response) => response.destroy()),
  'http cancelled by its request': () => begun({}, (_, request) => request.destroy()),
  'http aborted late': () => {
    const controller = new AbortController()
    return begun({ signal: controller.signal }, () => controller.abort())
  },
  'http failed, then cancelled': () => begun({}, (response) => response.destroy(), '?status=404'),
  'http endless': () => {
    const controller = new AbortController()
    return begun({ signal: controller.signal }, (response) => {
      response.resume()
      takesTooLong(controller)
    })
  },
  'http given up': async () => {
    const controller = new AbortController()
    const request = http.get(`${upstream}/never`, { signal: controller.signal })
    request.on('error', swallow)
    setTimeout(() => controller.abort(), 50)
    await new Promise((resolve) => request.on('close', resolve))
  },
  'http cut': () => get(`${upstream}/cut`).catch(swallow),
  'http ignored': async () => {
    await once(http.get(`${upstream}/json`), 'close')
  },
  'http upgrade': async () => {
    const request = http.get(upstream, { headers: { connection: 'Upgrade', upgrade: 'test' } })
    const [, socket] = await once(request, 'upgrade')
    socket.destroy()
  },
  'http kept': async () => {
    for (let i = 0; i < 3; i++) await get(`${upstream}/json?i=${i}`, { agent: keepAlive })
  },
  'http queued': () =>
    Promise.all([1, 2, 3].map((i) => get(`${upstream}/json?i=${i}`, { agent: keepAlive }))),
}

process.on('message', async (name) => {
  const span = agent.startSpan('internal', name, { parent: null })
  await agent.runInSpan(span, async () => {
    await calls[name]()
    // What ends in a later turn of the event loop ends before the answer.
    await new Promise((resolve) => setTimeout(resolve, 20))
  })
  span.end()
  await agent.flush()
  process.send({ name, stats: agent.stats })
})
process.send({ port: 0 })
