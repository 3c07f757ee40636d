import type { RuntimeUpdate, SessionSummary } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { joinUpdates, LiveStream, type Source } from './stream.ts'

class FakeSource implements Source {
  readyState = 0
  closed = false
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>()

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, listener)
  }

  close(): void {
    this.closed = true
    this.readyState = 2
  }

  send(type: string, data?: unknown): void {
    this.#listeners.get(type)?.({ data })
  }

  opened(): void {
    this.readyState = 1
    this.send('open')
  }

  failed(final: boolean): void {
    this.readyState = final ? 2 : 0
    this.send('error')
  }
}

function stream() {
  const sources: FakeSource[] = []
  const live = new LiveStream({
    connect: () => {
      const source = new FakeSource()
      sources.push(source)
      return source
    },
    backoff: () => 100,
  })
  return { live, sources, last: () => sources.at(-1) as FakeSource }
}

describe('LiveStream', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is live once the connection is open, and opens only one', () => {
    const { live, sources, last } = stream()
    live.open()
    live.open()
    expect(live.state).toBe('connecting')
    last().opened()
    expect(live.state).toBe('live')
    expect(sources).toHaveLength(1)
  })

  it('leaves a broken connection to the browser, which resumes it', () => {
    const { live, sources, last } = stream()
    const resets = vi.fn()
    live.on('reset', resets)
    live.open()
    last().opened()
    last().failed(false)
    expect(live.state).toBe('reconnecting')
    last().opened()
    expect(live.state).toBe('live')
    expect(sources).toHaveLength(1)
    expect(resets).not.toHaveBeenCalled()
  })

  it('opens a new connection where the browser gave up, and tells a reset since it could not resume', () => {
    const { live, sources, last } = stream()
    const resets = vi.fn()
    live.on('reset', resets)
    live.open()
    last().opened()
    last().failed(true)
    vi.advanceTimersByTime(100)
    expect(sources).toHaveLength(2)
    last().opened()
    expect(live.state).toBe('live')
    expect(resets).toHaveBeenCalledOnce()
  })

  it('passes on what it can read and ignores the rest', () => {
    const { live, last } = stream()
    const heard = vi.fn()
    live.on('runtime', heard)
    live.open()
    last().opened()
    last().send('runtime', 'not JSON')
    last().send('runtime', '{"requests":3}')
    expect(heard.mock.calls).toEqual([[{ requests: 3 }]])
  })

  it('stays silent after it was closed', () => {
    const { live, sources, last } = stream()
    live.open()
    last().failed(true)
    live.close()
    vi.advanceTimersByTime(10_000)
    expect(sources).toHaveLength(1)
  })
})

function session(id: string, startTime: number, revision: number): SessionSummary {
  return {
    id,
    opener: 'document',
    app: 'shop',
    method: 'GET',
    url: '/',
    route: '/',
    statusCode: 200,
    startTime,
    endTime: startTime + 10,
    duration: 10,
    visit: null,
    counts: { requests: 1, fetches: 0, actions: 0, errors: 0 },
    revision,
  }
}

it('joins held updates: newer states win, requests add up, what is gone goes', () => {
  const first: RuntimeUpdate = {
    time: 1,
    activeSessionId: 'a',
    requests: 2,
    removed: [],
    browser: ['vitals', 'network'],
    sessions: [session('b', 20, 5), session('gone', 15, 1), session('a', 10, 1)],
  }
  const second: RuntimeUpdate = {
    time: 2,
    activeSessionId: 'c',
    requests: 1,
    removed: ['gone'],
    browser: ['network', 'memory'],
    sessions: [session('c', 30, 1), session('b', 20, 4), session('a', 10, 2)],
  }
  const joined = joinUpdates(first, second)
  expect(joined.requests).toBe(3)
  expect(joined.browser).toEqual(['vitals', 'network', 'memory'])
  expect(joined.removed).toEqual(['gone'])
  expect(joined.activeSessionId).toBe('c')
  expect(joined.sessions.map((row) => [row.id, row.revision])).toEqual([
    ['c', 1],
    ['b', 5],
    ['a', 2],
  ])
})
