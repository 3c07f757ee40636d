/** Seconds that the line in the header goes back. */
export const PULSE_SECONDS = 60

/** Requests in each of the last seconds, oldest first. */
export class PulseRecorder {
  #second = 0
  readonly #counts: number[] = new Array(PULSE_SECONDS).fill(0)

  add(now: number, requests: number): void {
    this.#advance(now)
    this.#counts[PULSE_SECONDS - 1] = (this.#counts[PULSE_SECONDS - 1] ?? 0) + requests
  }

  read(now: number): readonly number[] {
    this.#advance(now)
    return [...this.#counts]
  }

  #advance(now: number): void {
    const second = Math.floor(now / 1000)
    const passed = Math.min(PULSE_SECONDS, Math.max(0, second - this.#second))
    for (let index = 0; index < passed; index++) {
      this.#counts.shift()
      this.#counts.push(0)
    }
    this.#second = Math.max(this.#second, second)
  }
}

/**
 * A kymograph's trace: flat where nothing happened, one beat a second where requests came, the taller the more of
 * them. Heights grow with the logarithm, so that one request is seen and a thousand still fit.
 */
export function pulsePath(counts: readonly number[], width: number, height: number): string {
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
