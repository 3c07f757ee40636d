import uPlot from 'uplot'
import { runs } from './align-series.ts'
import type { Ink } from './ink.ts'

/** Of the mark that a bucket standing alone is drawn as, in CSS pixels. */
const ALONE_WIDTH = 9
const ALONE_DOT = 3.5

/**
 * Draws the stretch between p50 (series 1) and p99 (series 3) as a band and p95 (series 2) as its line. A bucket that
 * stands alone has no line: it is drawn as a capsule from p50 to p99 with p95 as its dot.
 */
export function drawPercentiles(self: uPlot, ink: Ink): void {
  const [times, p50, p95, p99] = self.data as unknown as [number[], ...(number | null)[][]]
  if (p50 === undefined || p95 === undefined || p99 === undefined) return
  const { ctx } = self
  const { left, top, width, height } = self.bbox
  // The window cuts its first and its last bucket: their middle may lie beyond it.
  const x = (index: number) =>
    Math.min(left + width, Math.max(left, self.valToPos(times[index] ?? 0, 'x', true)))
  const y = (value: number | null | undefined) => self.valToPos(value ?? 0, 'y', true)
  const ratio = uPlot.pxRatio
  const clear = ALONE_WIDTH * ratio

  ctx.save()
  ctx.beginPath()
  // What lies on the edge is seen whole.
  ctx.rect(left - clear, top - clear, width + 2 * clear, height + 2 * clear)
  ctx.clip()
  ctx.lineJoin = 'round'
  ctx.lineCap = 'round'
  for (const [first, last] of runs(p95)) {
    if (first === last) {
      drawAlone(ctx, ink, ratio, {
        x: x(first),
        low: y(p50[first]),
        middle: y(p95[first]),
        high: y(p99[first]),
      })
      continue
    }
    const along = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    const trace = (values: readonly (number | null)[], indexes: readonly number[]) => {
      for (const index of indexes) ctx.lineTo(x(index), y(values[index]))
    }
    ctx.beginPath()
    trace(p99, along)
    trace(p50, along.toReversed())
    ctx.closePath()
    ctx.fillStyle = ink.band
    ctx.fill()

    for (const edge of [p99, p50]) {
      ctx.beginPath()
      trace(edge, along)
      ctx.lineWidth = ratio
      ctx.strokeStyle = ink.bandEdge
      ctx.stroke()
    }
    ctx.beginPath()
    trace(p95, along)
    ctx.lineWidth = 2 * ratio
    ctx.strokeStyle = ink.line
    ctx.stroke()
  }
  ctx.restore()
}

interface Alone {
  readonly x: number
  readonly low: number
  readonly middle: number
  readonly high: number
}

function drawAlone(ctx: CanvasRenderingContext2D, ink: Ink, ratio: number, at: Alone): void {
  const width = ALONE_WIDTH * ratio
  ctx.beginPath()
  ctx.roundRect(at.x - width / 2, at.high - width / 2, width, at.low - at.high + width, width / 2)
  ctx.fillStyle = ink.band
  ctx.fill()
  ctx.lineWidth = ratio
  ctx.strokeStyle = ink.bandEdge
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(at.x, at.middle, ALONE_DOT * ratio, 0, 2 * Math.PI)
  ctx.fillStyle = ink.line
  ctx.fill()
}
