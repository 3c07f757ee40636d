import { expect, it } from 'vitest'
import { durationStep } from '../format/duration-axis.ts'
import { axisSteps, countStep } from './axis-steps.ts'

it('reaches the largest value in at most as many round steps as wanted', () => {
  expect(axisSteps([83.1, null, 120], 4, durationStep)).toEqual({ step: 50, lines: 3 })
  expect(axisSteps([3300], 4, durationStep)).toEqual({ step: 1000, lines: 4 })
  expect(axisSteps([100], 4, durationStep)).toEqual({ step: 50, lines: 2 })
  expect(axisSteps([83_400], 4, durationStep)).toEqual({ step: 30_000, lines: 3 })
})

it('draws the one line of a count near the largest', () => {
  const line = (largest: number) => axisSteps([largest], 1, countStep)
  expect([1, 7, 11, 27, 51, 1180].map(line)).toEqual(
    [1, 8, 12, 30, 60, 1200].map((step) => ({ step, lines: 1 })),
  )
})

it('has one step where there is nothing', () => {
  expect(axisSteps([null, 0], 4, durationStep)).toEqual({ step: 1, lines: 1 })
})
