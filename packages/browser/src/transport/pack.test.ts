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
  expect(bytes).toBeGreaterThanOrEqual(Buffer.byteLength(body))
  expect(bytes).toBeLessThan(Buffer.byteLength(body) + 3)
})

test('as many of the oldest facts as fit are taken, counted in bytes', () => {
  const facts = Array.from({ length: 40 }, () => fact('€'.repeat(1000)))
  const { body, count } = pack(header, facts)
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LEAVING_BYTES)
  expect(count).toBe(19)
  expect((JSON.parse(body) as JsonBatch).facts).toHaveLength(19)
  expect(pack(header, facts, 100).count).toBe(0)
})
