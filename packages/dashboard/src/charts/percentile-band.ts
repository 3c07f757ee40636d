import uPlot from 'uplot'
import { runs } from './align-series.ts'
import type { Ink } from './ink.ts'

/**
 * Draws the stretch between p50 (series 1) and p99 (series 3) as a band and p95 (series 2) as its line. A bucket that
 * stands alone is drawn as a short dash, so that it is seen.
 */
export function drawPercentiles(self: uPlot, ink: Ink, bucketSeconds: number): void {
  const [times, p50, p95, p99] = self.data as unknown as [number[], ...(number | null)[][]]
  if (p50 === undefined || p95 === undefined || p99 === undefined) return
  const { ctx } = self
  const x = (index: number, shift = 0) => self.valToPos((times[index] ?? 0) + shift, 'x', true)
  const y = (value: number | null | undefined) => self.valToPos(value ?? 0, 'y', true)
  const half = bucketSeconds / 2
  const ratio = uPlot.pxRatio

  ctx.save()
  ctx.beginPath()
  ctx.rect(self.bbox.left, self.bbox.top, self.bbox.width, self.bbox.height)
  ctx.clip()
  for (const [first, last] of runs(p95)) {
    const points = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    const at = (index: number): [number, number][] =>
      first === last
        ? [
            [x(index, -half), index],
            [x(index, half), index],
          ]
        : [[x(index), index]]
    const along = points.flatMap(at)

    ctx.beginPath()
    for (const [px, index] of along) ctx.lineTo(px, y(p99[index]))
    for (const [px, index] of along.toReversed()) ctx.lineTo(px, y(p50[index]))
    ctx.closePath()
    ctx.fillStyle = ink.band
    ctx.fill()

    ctx.beginPath()
    for (const [px, index] of along) ctx.lineTo(px, y(p95[index]))
    ctx.lineWidth = 1.6 * ratio
    ctx.lineJoin = 'round'
    ctx.lineCap = 'round'
    ctx.strokeStyle = ink.line
    ctx.stroke()
  }
  ctx.restore()
}
