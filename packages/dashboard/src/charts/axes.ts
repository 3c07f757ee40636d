import type uPlot from 'uplot'
import { axisTime } from '../format/time.ts'
import type { Ink } from './ink.ts'

const FONT = '11px "Inter Variable", system-ui, sans-serif'
/** Charts above one another begin at the same place. */
export const AXIS_WIDTH = 64

export function timeAxis(ink: Ink, labelled: boolean): uPlot.Axis {
  return {
    stroke: ink.faint,
    font: FONT,
    size: labelled ? 24 : 0,
    gap: 4,
    space: 90,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    values: (self, splits) => {
      const { min = 0, max = 0 } = self.scales.x ?? {}
      return labelled
        ? splits.map((split) => axisTime(split * 1000, ((max ?? 0) - (min ?? 0)) * 1000))
        : splits.map(() => '')
    },
  }
}

/** @param write how a value is written */
export function valueAxis(ink: Ink, write: (value: number) => string, lines: number): uPlot.Axis {
  return {
    side: 1,
    stroke: ink.faint,
    font: FONT,
    size: AXIS_WIDTH,
    gap: 6,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    splits: (_self, _axis, min, max) =>
      Array.from({ length: lines + 1 }, (_, index) => min + ((max - min) * index) / lines),
    values: (_self, splits) => splits.map((split) => write(split)),
  }
}
