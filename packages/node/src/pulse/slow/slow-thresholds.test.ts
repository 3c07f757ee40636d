import { expect, test } from 'vitest'
import { parseSlowRoutes, SlowThresholds } from './slow-thresholds.ts'

test('a route’s own threshold goes before that of all its methods, and that before the usual one', () => {
  const thresholds = new SlowThresholds(1000, {
    'GET /export/:id': 5000,
    '/export/:id': 2000,
    '/health': Number.POSITIVE_INFINITY,
    nightly: 60_000,
  })
  expect(thresholds.of('GET', '/export/:id')).toBe(5000)
  expect(thresholds.of('POST', '/export/:id')).toBe(2000)
  expect(thresholds.of('GET', '/health')).toBe(Number.POSITIVE_INFINITY)
  expect(thresholds.of('JOB', 'nightly')).toBe(60_000)
  expect(thresholds.of('GET', '/constructor')).toBe(1000)
})

test('they are read from a text; what is wrong in it is told and left out', () => {
  const wrong: string[] = []
  const routes = parseSlowRoutes(
    ' GET /export/:id=5000, /health=off,, /a=b=7 ,/x=,/y=-1,=3,/z',
    (part) => void wrong.push(part),
  )
  expect(routes).toEqual({ 'GET /export/:id': 5000, '/health': Number.POSITIVE_INFINITY, '/a=b': 7 })
  expect(wrong).toEqual(['/x=', '/y=-1', '=3', '/z'])
})
