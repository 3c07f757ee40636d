import type { StreamEventName } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { EventLog } from './event-log.ts'

const names = (...list: StreamEventName[]) => new Set(list)
const log = (events = 3, size = 10_000) => new EventLog('life', { events, size })

describe('the event log', () => {
  it('gives what came after an id, of the names asked for', () => {
    const events = log()
    events.add('runtime', 1)
    const id = events.lastId
    events.add('status', 2)
    events.add('runtime', 3)
    expect(events.since(id, names('runtime'))).toMatchObject([{ number: 3, name: 'runtime' }])
    expect(events.since(events.lastId, names('runtime', 'status'))).toEqual([])
  })

  it('writes an event as the wire has it', () => {
    expect(log().add('runtime', { a: 1 }).text).toBe('id: life-1\nevent: runtime\ndata: {"a":1}\n\n')
  })

  it('does not know what it no longer holds', () => {
    const events = log(2)
    const first = events.lastId
    for (let i = 0; i < 3; i++) events.add('runtime', i)
    expect(events.since(first, names('runtime'))).toBe('too-old')
    expect(events.since('life-1', names('runtime'))).toHaveLength(2)
  })

  it('forgets by size, too, but never the newest', () => {
    const events = log(100, 50)
    events.add('fact', 'x'.repeat(60))
    expect(events.since('life-0', names('fact'))).toHaveLength(1)
    events.add('fact', 'y')
    expect(events.since('life-0', names('fact'))).toBe('too-old')
  })

  it('knows gaps of one name without those of another', () => {
    const events = log()
    events.add('runtime', 1)
    const id = events.lastId
    events.miss('fact')
    expect(events.since(id, names('fact'))).toBe('too-old')
    expect(events.since(id, names('runtime'))).toEqual([])
    const after = events.lastId
    events.add('fact', 2)
    expect(events.since(after, names('fact'))).toHaveLength(1)
  })

  it.each(['other-1', 'life-9', 'life-', 'life-x', 'life-1.5', '', '1'])(
    'takes %j for an id of another life',
    (id) => {
      const events = log()
      events.add('runtime', 1)
      expect(events.since(id, names('runtime'))).toBe('restarted')
    },
  )
})
