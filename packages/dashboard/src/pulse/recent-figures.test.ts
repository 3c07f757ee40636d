import type { PulseHistory } from '@kymo/protocol'
import { expect, it } from 'vitest'
import { recentFigures } from './recent-figures.ts'

it('end at the newest figure and begin five minutes before', () => {
  const history = { time: [0, 5000, 10_000], cpu: [1, 2, null], memory: [1, 2, 3] } as unknown as PulseHistory
  expect(recentFigures(history, 'cpu')).toMatchObject({ from: 5000 - 300_000, to: 5000, top: 100 })
  expect(recentFigures(history, 'memory').to).toBe(10_000)
})
