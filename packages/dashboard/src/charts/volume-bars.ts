import type uPlot from 'uplot'
import type { Ink } from './ink.ts'

/** Draws the requests (series 1) of each bucket as a bar, and at its foot those that failed (series 2). */
export function drawVolume(self: uPlot, ink: Ink, bucketSeconds: number): void {
  const [times, count, errors] = self.data as unknown as [number[], ...(number | null)[][]]
  const { ctx } = self
  const base = self.valToPos(0, 'y', true)
  const whole =
    self.valToPos((times[0] ?? 0) + bucketSeconds, 'x', true) - self.valToPos(times[0] ?? 0, 'x', true)
  const width = Math.max(1, Math.min(whole - 1, whole * 0.8))

  ctx.save()
  ctx.beginPath()
  ctx.rect(self.bbox.left, self.bbox.top, self.bbox.width, self.bbox.height)
  ctx.clip()
  times.forEach((time, index) => {
    const total = count?.[index] ?? 0
    if (total === 0) return
    const left = self.valToPos(time, 'x', true) - width / 2
    const top = Math.min(base - 1, self.valToPos(total, 'y', true))
    ctx.fillStyle = ink.volume
    ctx.fillRect(left, top, width, base - top)
    const failed = errors?.[index] ?? 0
    if (failed === 0) return
    const failedTop = Math.min(base - 2, self.valToPos(failed, 'y', true))
    ctx.fillStyle = ink.error
    ctx.fillRect(left, failedTop, width, base - failedTop)
  })
  ctx.restore()
}
