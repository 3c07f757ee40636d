import type { Event, JsonBatch } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { LEAVING_BYTES, pack } from './pack.ts'

const header = {
  resource: { 'service.name': 'app', 'service.instance.id': '1' },
  sequence: 7,
  dropped: 3,
}
const fact = (name: string): Event => ({ fact: 'event', name, time: 1, attributes: {} })

test('a batch is what the collector reads, and its size is that of its bytes', () => {
  const facts = [fact('one'), fact('zwei €'), fact('三')]
  const { body, bytes, count } = pack(header, facts)
  expect(JSON.parse(body) as JsonBatch).toEqual({ ...header, facts })
  expect(count).toBe(3)
  expect(bytes).toBe(Buffer.byteLength(body))
})

test('as many of the oldest facts as fit are taken, counted in bytes', () => {
  const facts = Array.from({ length: 40 }, () => fact('€'.repeat(1000)))
  const { body, count, left } = pack(header, facts)
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LEAVING_BYTES)
  expect(count).toBe(19)
  expect((JSON.parse(body) as JsonBatch).facts).toHaveLength(19)
  expect(left).toEqual(facts.slice(19))
  expect(pack(header, facts, 100)).toMatchObject({ count: 0, left: facts })
})

test('in the last moment smaller facts take the room that an older one is too large for', () => {
  const [small, large, last] = [fact('small'), fact('x'.repeat(70_000)), fact('last')]
  expect(pack(header, [small, large, last])).toMatchObject({ count: 1, left: [large, last] })
  const { body, bytes, count, left } = pack(header, [small, large, last], undefined, true)
  expect((JSON.parse(body) as JsonBatch).facts).toEqual([small, last])
  expect([count, bytes, left]).toEqual([2, Buffer.byteLength(body), [large]])
})

test('a batch fills its room to the last byte, and not beyond', () => {
  const facts = [fact('one'), fact('zwei €')]
  const { bytes } = pack(header, facts)
  expect(pack(header, facts, bytes)).toMatchObject({ count: 2, bytes })
  expect(pack(header, facts, bytes - 1).count).toBe(1)
})

test('what is no JSON has room nowhere, and holds up nothing of what a closing page sends', () => {
  const odd = { ...fact('odd'), attributes: { n: 1n } } as unknown as Event
  expect(pack(header, [odd, fact('one')])).toMatchObject({ count: 0 })
  const { body, left } = pack(header, [odd, fact('one')], undefined, true)
  expect((JSON.parse(body) as JsonBatch).facts).toEqual([fact('one')])
  expect(left).toEqual([odd])
})
