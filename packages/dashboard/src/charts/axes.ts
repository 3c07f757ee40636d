import type uPlot from 'uplot'
import { axisTime } from '../format/time.ts'
import { axisSteps } from './axis-steps.ts'
import type { Ink } from './ink.ts'

/** Charts above one another begin at the same place. Pixels, and for large type so many times its size. */
const AXIS_WIDTH = 64
const AXIS_EMS = 5

export function timeAxis(ink: Ink, labelled: boolean): uPlot.Axis {
  return {
    stroke: ink.faint,
    font: ink.font,
    size: labelled ? 24 : 0,
    gap: 4,
    space: 90,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    values: (_self, splits, _axis, _space, step) =>
      splits.map((split) => (labelled ? axisTime(split * 1000, step * 1000) : '')),
  }
}

interface ValueAxisOptions {
  /** Of `data`: the series whose values the axis must hold. */
  readonly series: number
  /** At most so many lines above zero. */
  readonly lines: number
  /** The round step that is not below the given one. */
  readonly stepOf: (least: number) => number
  readonly write: (value: number, step: number) => string
}

/** From zero to a round value above the largest, with round lines in between. */
export function valueAxis(
  ink: Ink,
  { series, lines, stepOf, write }: ValueAxisOptions,
): { axis: uPlot.Axis; scale: uPlot.Scale } {
  const stepsOf = (self: uPlot) => axisSteps((self.data[series] ?? []) as (number | null)[], lines, stepOf)
  return {
    axis: {
      side: 1,
      stroke: ink.faint,
      font: ink.font,
      size: Math.max(AXIS_WIDTH, AXIS_EMS * ink.fontSize),
      gap: 6,
      grid: { stroke: ink.grid, width: 1 },
      ticks: { show: false },
      splits: (self) => {
        const { step, lines: count } = stepsOf(self)
        return Array.from({ length: count + 1 }, (_, index) => index * step)
      },
      values: (self, splits) => splits.map((split) => (split === 0 ? '' : write(split, stepsOf(self).step))),
    },
    scale: {
      range: (self) => {
        const { step, lines: count } = stepsOf(self)
        return [0, step * count]
      },
    },
  }
}
