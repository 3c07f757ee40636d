import type { PerformanceSeries } from '@kymo/protocol'

/** Seconds that the line in the header goes back. */
export const LINE_SECONDS = 60

/**
 * Requests in each of the last seconds, oldest first: what the collector counted, moved on by the time since.
 * @param age milliseconds since the series was read
 */
export function lineCounts({ window, step, buckets }: PerformanceSeries, age: number): number[] {
  const counts: number[] = new Array(LINE_SECONDS).fill(0)
  for (const { time, count } of buckets) {
    // The first bucket begins a little before the window and the last may be cut off by its end: both are whole here.
    const end = Math.min(time + step, window.to)
    const index = LINE_SECONDS - 1 - Math.floor((window.to - end + Math.max(0, age)) / 1000)
    if (index >= 0) counts[index] = (counts[index] ?? 0) + count
  }
  return counts
}

/**
 * A kymograph's trace: flat where nothing happened, one beat a second where requests came, the taller the more of
 * them. Heights grow with the logarithm, so that one request is seen and a thousand still fit.
 */
export function linePath(counts: readonly number[], width: number, height: number): string {
  const step = width / counts.length
  const base = height * 0.68
  const tallest = base - 1.5
  let path = `M0 ${base.toFixed(1)}`
  counts.forEach((count, index) => {
    if (count <= 0) return
    const x = index * step
    const peak = tallest * Math.min(1, 0.3 + Math.log10(count) / 3)
    const points: [number, number][] = [
      [x + step * 0.1, base],
      [x + step * 0.4, base - peak],
      [x + step * 0.7, base + peak * 0.3],
      [x + step * 0.95, base],
    ]
    path += points.map(([px, py]) => `L${px.toFixed(1)} ${py.toFixed(1)}`).join('')
  })
  return `${path}L${width} ${base.toFixed(1)}`
}
