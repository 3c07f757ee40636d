import type { CollectorStatus } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCollector } from '../../src/testing/collector.ts'
import { T } from '../../src/testing/facts.ts'
import { putVisit } from '../../src/testing/visit.ts'

let collector: TestCollector

beforeEach(async () => {
  collector = await TestCollector.start()
  collector.time = T + 10_000
})

afterEach(() => collector.stop())

describe('GET /api/status', () => {
  it('tells of the collector itself', async () => {
    await putVisit(collector)
    expect(await collector.get<CollectorStatus>('/api/status')).toMatchObject({
      version: '0.1.0',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      time: T + 10_000,
      store: {
        kind: 'duckdb',
        spans: 7,
        events: 1,
        points: 0,
        size: expect.any(Number),
        oldest: T,
        expired: 0,
      },
      dropped: 0,
      rejectedBatches: 0,
      streamClients: 0,
    })
  })
})

describe('every answer', () => {
  it('of 400 and above has a code and a message', async () => {
    for (const path of ['/api/nothing', '/api/runtime?x=1', '/api/sessions/x', '/nothing.js']) {
      const response = await fetch(`${collector.url}${path}`)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(await response.json()).toEqual({
        error: expect.objectContaining({
          code: expect.stringMatching(/^[A-Z_]+$/),
          message: expect.any(String),
        }),
      })
    }
  })

  it('of the API is not stored by anyone', async () => {
    const response = await fetch(`${collector.url}/api/status`)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
