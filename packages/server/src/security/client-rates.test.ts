import { expect, test } from 'vitest'
import { ClientRates } from './client-rates.ts'

test('each client has a rate of its own, and is told how long to wait', () => {
  const rates = new ClientRates({ perSecond: 0.01, burst: 2 })
  expect([rates.take('a'), rates.take('a')]).toEqual([0, 0])
  expect(rates.take('a')).toBe(100)
  expect(rates.take('b')).toBe(0)
})

test('so many are remembered, those heard of last', () => {
  const rates = new ClientRates({ perSecond: 0.01, burst: 1 })
  rates.take('first')
  rates.take('kept')
  for (let i = 0; i < 9_999; i++) rates.take(`client ${i}`)
  expect(rates.take('kept')).toBeGreaterThan(0)
  expect(rates.take('first')).toBe(0)
})
