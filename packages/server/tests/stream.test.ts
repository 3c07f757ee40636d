import { connect } from 'node:net'
import type { CollectorStatus, SessionSummary, Span } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '../src/security/limits.ts'
import { TestCollector } from '../src/testing/collector.ts'
import { EventStream } from '../src/testing/event-stream.ts'
import { batch, exception, fetchSpan, page, request, resource, T } from '../src/testing/facts.ts'

let collector: TestCollector
const streams: EventStream[] = []

beforeEach(async () => {
  collector = await TestCollector.start()
})

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close()
  await collector.stop()
})

async function open(query = '', headers: Record<string, string> = {}): Promise<EventStream> {
  const stream = await EventStream.open(`${collector.url}/api/stream${query}`, headers)
  streams.push(stream)
  return stream
}

/** The newest state of each session that the stream told of. */
function sessionsOf(stream: EventStream): Map<string, SessionSummary> {
  const sessions = new Map<string, SessionSummary>()
  for (const { data } of stream.of('runtime')) {
    for (const session of data.sessions) sessions.set(session.id, session)
    for (const id of data.removed) sessions.delete(id)
  }
  return sessions
}

/** Each of 30 kB. */
function longFacts(count: number): Span[] {
  return Array.from({ length: count }, () => page('/', { attributes: { note: 'x'.repeat(30_000) } }))
}

const seen = (stream: EventStream) =>
  [...sessionsOf(stream).values()].map(({ url, counts }) => [url, counts.requests])

/** An event may tell of a session what was committed while it was read; that is counted with the next one. */
const counted = (stream: EventStream) =>
  stream.of('runtime').reduce((sum, { data }) => sum + data.requests, 0)

describe('GET /api/stream', () => {
  it('begins with a comment and an id', async () => {
    const stream = await open()
    expect(stream.comments[0]).toBe('kymo')
    expect(stream.lastId).toMatch(/^[0-9a-f]{16}-0$/)
  })

  it('tells of a session within 300 ms of its ingest', async () => {
    const stream = await open()
    let told = 0
    // Again, where the machine had something else to do.
    const delay = async () => {
      const began = performance.now()
      await collector.put(page(`/shop/${++told}`))
      await stream.until(() => sessionsOf(stream).size === told)
      return performance.now() - began
    }
    await expect.poll(delay, { timeout: 20_000, interval: 300 }).toBeLessThan(300)
  })

  it('tells the newer state of a session that grows', async () => {
    const stream = await open('?events=runtime')
    const home = page('/')
    await collector.put(home)
    await stream.until(() => seen(stream).length === 1)
    await collector.put(fetchSpan(home), exception(home, 'no'))
    await collector.put(request({ from: '/', start: T + 50 }))
    await stream.until(() => sessionsOf(stream).get(home.spanId)?.counts.requests === 2)
    const states = stream.of('runtime').flatMap(({ data }) => data.sessions)
    expect(states.at(-1)).toMatchObject({ id: home.spanId, counts: { requests: 2, fetches: 1, errors: 1 } })
    const revisions = states.map(({ revision }) => revision)
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
    expect(stream.of('runtime').at(-1)?.data.activeSessionId).toBe(home.spanId)
    await stream.until(() => counted(stream) >= 2)
    expect(counted(stream)).toBe(2)
  })

  it('says when what seemed a session turns out to be part of one', async () => {
    const stream = await open('?events=runtime')
    const data = request({ path: '/api/data', from: '/', start: T + 20 })
    await collector.put(data)
    await stream.until(() => sessionsOf(stream).has(data.spanId))
    // A page's own request ends only when all of it is sent.
    await collector.put(page('/', { start: T, duration: 500 }))
    await stream.until(() => !sessionsOf(stream).has(data.spanId))
    expect(seen(stream)).toEqual([['/', 2]])
  })

  it('says when a session lost something to the visit after it', async () => {
    const stream = await open('?events=runtime')
    await collector.put(page('/', { start: T }), request({ from: '/', start: T + 100 }))
    await stream.until(() => seen(stream).some(([, requests]) => requests === 2))
    await collector.put(page('/', { start: T + 50 }))
    await stream.until(() => sessionsOf(stream).size === 2)
    expect(
      seen(stream)
        .map(([, requests]) => requests)
        .sort(),
    ).toEqual([1, 2])
  })

  it('sends at most five runtime events a second, and none when nothing happens', async () => {
    const stream = await open('?events=runtime')
    const began = performance.now()
    for (let i = 0; i < 60; i++) await collector.put(page(`/${i}`, { start: T + i }))
    await stream.until(() => sessionsOf(stream).size === 60 && counted(stream) === 60)
    const seconds = (performance.now() - began) / 1000
    expect(stream.of('runtime').length).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 1)
    const count = stream.events.length
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(stream.events.length).toBe(count)
  })

  it('tells of every session of a burst, over several events', async () => {
    const stream = await open('?events=runtime')
    const visits = Array.from({ length: 700 }, (_, i) => page(`/${i}`, { start: T + i }))
    await collector.put(...visits)
    await stream.until(() => sessionsOf(stream).size === 700)
    const active = stream.of('runtime').map(({ data }) => data.activeSessionId)
    expect(new Set(active)).toEqual(new Set([visits.at(-1)?.spanId]))
    expect(stream.of('runtime').every(({ data }) => data.sessions.length <= 100)).toBe(true)
    expect(counted(stream)).toBe(700)
  })

  it('sends an event that is longer than what may wait for a client', async () => {
    const stream = await open('?events=fact')
    const facts = longFacts(60)
    await collector.put(...facts)
    await stream.until(() => stream.events.length === 1)
    expect(stream.events[0]?.data).toMatchObject({ facts: { length: facts.length } })
    expect(stream.ended).toBe(false)
  })

  it('sends facts as they became durable to those who ask', async () => {
    const stream = await open('?events=fact')
    const other = await open('?events=status')
    const of = resource('shop', 'one')
    const facts = [page('/'), exception(undefined, 'x')]
    await collector.send(batch(facts, of))
    await stream.until(() => stream.events.length === 1)
    expect(stream.events[0]).toMatchObject({ name: 'fact', data: { resource: of, facts } })
    await other.until(() => other.events.length > 0)
    expect(other.events.map(({ name }) => name)).toEqual(['status'])
  })

  it('sends the status when it changed', async () => {
    const stream = await open()
    await collector.put(page('/'))
    await stream.until(() => stream.of('status').length > 0)
    expect(stream.of('status')[0]?.data).toMatchObject({ store: { spans: 1 }, streamClients: 1 })
  })

  it('is not read from its own page only: HEAD answers without a stream', async () => {
    const response = await fetch(`${collector.url}/api/stream`, { method: 'HEAD' })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect((await collector.get<CollectorStatus>('/api/status')).streamClients).toBe(0)
  })
})

describe('a client that comes back', () => {
  it.each([
    ['Last-Event-ID', (id: string) => open('', { 'last-event-id': id })],
    ['lastEventId', (id: string) => open(`?lastEventId=${id}`)],
  ])('with %s gets what it missed, once', async (_, reopen) => {
    const first = await open()
    await collector.put(page('/a'))
    await first.until(() => seen(first).length === 1)
    const { lastId } = first
    first.close()
    await collector.put(page('/b', { start: T + 1 }))
    const witness = await open()
    await collector.put(page('/c', { start: T + 2 }))
    await witness.until(() => seen(witness).some(([url]) => url === '/c'))
    const second = await reopen(lastId)
    await second.until(() => seen(second).length === 2)
    expect(second.of('reset')).toEqual([])
    expect(
      seen(second)
        .map(([url]) => url)
        .sort(),
    ).toEqual(['/b', '/c'])
    const ids = second.events.map(({ id }) => Number(id.split('-')[1]))
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  })

  it('gets what it missed, even when that is more than may wait for a client', async () => {
    const first = await open('?events=fact')
    const { lastId } = first
    first.close()
    for (let i = 0; i < 10; i++) await collector.put(...longFacts(10))
    const second = await open('?events=fact', { 'last-event-id': lastId })
    await second.until(() => second.events.length === 10)
    expect(second.of('reset')).toEqual([])
  })

  it('before any event came gets all there was since', async () => {
    const first = await open()
    const { lastId } = first
    first.close()
    await collector.put(page('/a'))
    const second = await open('', { 'last-event-id': lastId })
    await second.until(() => seen(second).length === 1)
  })

  it('is told to read anew after a restart', async () => {
    const first = await open()
    await collector.put(page('/a'))
    await first.until(() => first.events.length > 0)
    await collector.restart()
    const second = await open('', { 'last-event-id': first.lastId })
    await second.until(() => second.events.length > 0)
    expect(second.events).toMatchObject([{ name: 'reset', data: { reason: 'restarted' } }])
    expect(second.lastId).toMatch(/-\d+$/)
    await collector.put(page('/b', { start: T + 1 }))
    await second.until(() => seen(second).length === 1)
  })

  it('for facts that nobody listened to is told to read anew', async () => {
    const first = await open('?events=runtime')
    const { lastId } = first
    await collector.put(page('/a'))
    await first.until(() => first.events.length > 0)
    const second = await open('?events=fact', { 'last-event-id': lastId })
    await second.until(() => second.events.length > 0)
    expect(second.events).toMatchObject([{ name: 'reset', data: { reason: 'too-old' } }])
  })

  it('with an id of another kind is told to read anew', async () => {
    for (const id of ['7', 'abc', '0000000000000000-5', `${(await open()).lastId}9999`]) {
      const stream = await open('', { 'last-event-id': id })
      await stream.until(() => stream.events.length > 0)
      expect(stream.events).toMatchObject([{ name: 'reset' }])
    }
  })
})

describe('many clients', () => {
  it('all get everything, and too many are refused', { timeout: 120_000 }, async () => {
    const all = await Promise.all(Array.from({ length: LIMITS.streams }, () => open('?events=runtime')))
    const refused = await fetch(`${collector.url}/api/stream`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refused.json()).toMatchObject({ error: { code: 'TOO_MANY_STREAMS' } })
    await collector.put(page('/'))
    await Promise.all(all.map((stream) => stream.until(() => seen(stream).length === 1)))
    all[0]?.close()
    await expect
      .poll(async () => (await collector.get<CollectorStatus>('/api/status')).streamClients)
      .toBe(LIMITS.streams - 1)
    await open()
  })

  it('that do not read are let go', async () => {
    const socket = connect(collector.collector.port, '127.0.0.1')
    await new Promise<void>((resolve) => socket.once('connect', resolve))
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => undefined)
    socket.write(
      `GET /api/stream?events=fact HTTP/1.1\r\nHost: localhost:${collector.collector.port}\r\n\r\n`,
    )
    await expect.poll(async () => (await collector.get<CollectorStatus>('/api/status')).streamClients).toBe(1)
    socket.pause()
    const note = 'x'.repeat(20_000)
    for (let i = 0; i < 40; i++) {
      await collector.put(...Array.from({ length: 20 }, () => page('/', { attributes: { note } })))
    }
    await expect.poll(async () => (await collector.get<CollectorStatus>('/api/status')).streamClients).toBe(0)
    socket.resume()
    await ended
  })
})

describe('closing', () => {
  it('ends the streams and keeps what was sent', async () => {
    const stream = await open()
    const sending = Promise.all(Array.from({ length: 20 }, (_, i) => collector.put(page(`/${i}`))))
    await sending
    await collector.restart()
    await stream.until(() => stream.ended)
    expect((await collector.get<CollectorStatus>('/api/status')).store.spans).toBe(20)
  })
})
