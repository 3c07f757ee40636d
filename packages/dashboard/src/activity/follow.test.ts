import type { SessionSummary } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { ACTIVE_FOR, activeSession, DWELL, followedSession } from './follow.ts'

const NOW = 1_760_000_000_000

function session(id: string, endTime: number): SessionSummary {
  return {
    id,
    opener: 'document',
    app: 'shop',
    method: 'GET',
    url: '/',
    route: null,
    statusCode: 200,
    startTime: endTime - 10,
    endTime,
    duration: 10,
    visit: null,
    counts: { requests: 1, fetches: 0, actions: 0, errors: 0 },
    revision: 1,
  }
}

describe('activeSession', () => {
  const fresh = session('fresh', NOW - 1000)
  const find = (id: string) => (id === 'fresh' ? fresh : undefined)

  it('is the one the collector named, or the newest before it named one', () => {
    expect(activeSession('fresh', find, undefined, NOW)).toBe(fresh)
    expect(activeSession(null, find, fresh, NOW)).toBe(fresh)
  })

  it('is none once nothing has happened for a while', () => {
    expect(activeSession('fresh', find, fresh, NOW + ACTIVE_FOR)).toBeNull()
    expect(activeSession(null, find, undefined, NOW)).toBeNull()
  })
})

describe('followedSession', () => {
  const base = { shown: 'a', shownSince: NOW, wanted: 'b', held: false, now: NOW + DWELL }

  it('goes with what is active', () => {
    expect(followedSession(base)).toBe('b')
    expect(followedSession({ ...base, shown: null })).toBe('b')
  })

  it('stays for a moment, and as long as it is being read', () => {
    expect(followedSession({ ...base, now: NOW + DWELL - 1 })).toBe('a')
    expect(followedSession({ ...base, held: true })).toBe('a')
  })

  it('stays where there is nothing to go to', () => {
    expect(followedSession({ ...base, wanted: null })).toBe('a')
  })
})
