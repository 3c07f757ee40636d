import type { PerformanceSeries } from '@kymo/protocol'
import uPlot from 'uplot'
import type { Ink } from './ink.ts'

/** Draws a dashed line wherever a process of the app started. */
export function drawStarts(self: uPlot, ink: Ink, marks: PerformanceSeries['marks'], flagged: boolean): void {
  const { ctx, bbox } = self
  const ratio = uPlot.pxRatio
  ctx.save()
  ctx.strokeStyle = ink.mark
  ctx.fillStyle = ink.mark
  ctx.lineWidth = ratio
  for (const mark of marks) {
    const x = Math.round(self.valToPos(mark.time / 1000, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.setLineDash([2 * ratio, 3 * ratio])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    if (!flagged) continue
    ctx.beginPath()
    ctx.moveTo(x - 4 * ratio, bbox.top)
    ctx.lineTo(x + 4 * ratio, bbox.top)
    ctx.lineTo(x, bbox.top + 6 * ratio)
    ctx.fill()
  }
  ctx.restore()
}
