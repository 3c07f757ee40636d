import { PAGE_HEALTH_PARTS } from '@kymo/protocol'
import { expect, it } from 'vitest'
import { partReason } from './health-parts.ts'

it('every part of the score says what it is reckoned from, and nothing where that is not known', () => {
  const figures = {
    vitals: { LCP: 2140, CLS: 0.312 },
    errors: { visits: 240, errors: 1 },
    network: { calls: 420, failed: 9, slow: 40 },
    mainThread: { observed: 60_000, blocked: 600 },
    components: { renders: 1000, wasted: 340, slow: 20 },
    memory: { growth: 700_000 },
    signals: { excessive: 2, cycles: 1 },
  }
  expect(PAGE_HEALTH_PARTS.map((part) => partReason(part, figures))).toEqual([
    'LCP 2.14 s, CLS 0.312',
    '1 error in 240 visits',
    'of 420 calls 9 failed, 40 slow',
    'blocked for 1.0 % of the time',
    '34.0 % of the app’s renders wasted, 2.0 % slow',
    'grows by 700 kB a minute',
    '2 signals too busy, 1 cycle',
  ])
  expect(PAGE_HEALTH_PARTS.map((part) => partReason(part, {}))).toEqual(PAGE_HEALTH_PARTS.map(() => null))
  expect(partReason('memory', { memory: { growth: -5 } })).toBe('does not grow')
})
