import { Server } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { TestCollector } from '../src/testing/collector.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('connections that can not be accepted are told of once, and end nothing', async () => {
  const listened = vi.spyOn(Server.prototype, 'listen')
  const collector = await TestCollector.start()
  try {
    for (const server of listened.mock.contexts as Server[]) {
      // As Node tells of an accept() that failed.
      const error = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', syscall: 'accept' })
      expect(server.emit('error', error)).toBe(true)
    }
    expect(collector.notices).toEqual([
      expect.objectContaining({ code: 'ACCEPT_FAILED', message: expect.stringContaining('EMFILE') }),
    ])
    expect(await collector.get('/api/status')).toMatchObject({ store: { kind: 'duckdb' } })
  } finally {
    await collector.stop()
  }
})
