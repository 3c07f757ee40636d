import { describe, expect, it } from 'vitest'
import { bucketOf, durationOf, quantileOf, SKETCH_ACCURACY, SKETCH_BUCKETS } from './latency-sketch.ts'

const exact = (sorted: readonly number[], share: number) =>
  sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number

const sketch = (durations: readonly number[]) => {
  const counts = new Map<number, number>()
  for (const duration of durations) counts.set(bucketOf(duration), (counts.get(bucketOf(duration)) ?? 0) + 1)
  return counts
}

/** The same numbers in every run. */
function* noise(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    yield state / 2 ** 32
  }
}

describe('a sketch of durations', () => {
  it.each([
    ['uniform', (x: number) => x * 1000],
    ['exponential', (x: number) => -Math.log(1 - x) * 80],
    ['heavy-tailed', (x: number) => 2 / (1 - x) ** 1.5],
    ['of two kinds', (x: number) => (x < 0.94 ? 3 + x : 4000 + x)],
  ])('that are %s has every percentile right to 1 %', (_name, shape) => {
    const random = noise(7)
    const durations = Array.from({ length: 20_000 }, () => shape(random.next().value))
    const counts = sketch(durations)
    const sorted = durations.toSorted((a, b) => a - b)
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1]) {
      const right = exact(sorted, share)
      expect(Math.abs((quantileOf(counts, share) as number) - right) / right).toBeLessThanOrEqual(
        SKETCH_ACCURACY + 1e-12,
      )
    }
  })

  it('says null of none, and takes what no duration can be', () => {
    expect(quantileOf(new Map(), 0.5)).toBeNull()
    for (const odd of [0, -1, Number.NaN]) expect(bucketOf(odd)).toBe(SKETCH_BUCKETS.first)
    expect(bucketOf(Number.POSITIVE_INFINITY)).toBe(SKETCH_BUCKETS.last)
    expect(durationOf(bucketOf(1))).toBeCloseTo(1, 1)
  })
})
