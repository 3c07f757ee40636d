import { describe, expect, test } from 'vitest'
import { growthOf, leakOf } from './growth.ts'
import { LeakWatch } from './leak-watch.ts'
import { mannKendall, type TrendPoint, theilSen } from './trend.ts'

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One every ten seconds. */
const series = (length: number, value: (at: number) => number): TrendPoint[] =>
  Array.from({ length }, (_, at) => ({ time: at * 10_000, value: value(at) }))

/** How often a leak is suspected, looked at after each point, as the profiler does. */
function suspicions(
  points: readonly TrendPoint[],
  least: number,
  collected?: (at: number) => boolean,
): number {
  const watch = new LeakWatch(least)
  let count = 0
  for (const [at, { time, value }] of points.entries()) {
    watch.add(time, value, collected?.(at))
    if (watch.suspect() !== undefined) count++
  }
  return count
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1)
const gauss = (random: () => number) => {
  let sum = 0
  for (let i = 0; i < 12; i++) sum += random()
  return sum - 6
}

describe('the slope and its test', () => {
  test('a line has its slope, whatever a quarter of its points say', () => {
    const points = series(40, (at) => (at % 4 === 3 ? 1e9 * Math.sin(at) : 100 + 5 * at))
    expect(theilSen(points)).toBeCloseTo(30, 6)
  })

  test('the slope is that of the series turned and scaled', () => {
    for (const seed of SEEDS) {
      const random = randomOf(seed)
      const points = series(30, () => random() * 1000)
      const slope = theilSen(points)
      expect(theilSen(points.map(({ time, value }) => ({ time, value: -value })))).toBeCloseTo(-slope, 6)
      expect(theilSen(points.map(({ time, value }) => ({ time, value: 3 * value + 7 })))).toBeCloseTo(
        3 * slope,
        6,
      )
      expect(theilSen(points.map(({ time, value }) => ({ time: time / 2, value })))).toBeCloseTo(2 * slope, 6)
    }
  })

  test('no or one moment has none', () => {
    expect(theilSen([])).toBe(0)
    expect(theilSen([{ time: 1, value: 5 }])).toBe(0)
    expect(
      theilSen([
        { time: 1, value: 5 },
        { time: 1, value: 9 },
      ]),
    ).toBe(0)
  })

  test('the score is that of the textbook', () => {
    // Gilbert (1987), by hand: S = 66, Var S = 12 · 11 · 29 / 18.
    expect(mannKendall(series(12, (at) => at).map(({ value }) => value))).toBeCloseTo(
      65 / Math.sqrt(638 / 3),
      10,
    )
    // Two ties of three: S = 9, Var S = (6 · 5 · 17 − 2 · 3 · 2 · 11) / 18.
    expect(mannKendall([1, 1, 1, 2, 2, 2])).toBeCloseTo(8 / Math.sqrt(378 / 18), 10)
    expect(mannKendall([7, 7, 7, 7])).toBe(0)
    expect(mannKendall([])).toBe(0)
  })

  test('chance seldom has a score', () => {
    let beyond = 0
    for (let seed = 1; seed <= 2000; seed++) {
      const random = randomOf(seed)
      if (mannKendall(Array.from({ length: 24 }, random)) > 3.09) beyond++
    }
    expect(beyond).toBeLessThan(10)
  })
})

describe('what is a leak', () => {
  test('nothing is said of fewer than twelve points', () => {
    for (let length = 0; length < 12; length++) {
      expect(
        leakOf(
          series(length, (at) => at * 1000),
          1,
        ),
      ).toBeUndefined()
      expect(growthOf(series(length, (at) => at * 1000))).toBeUndefined()
    }
  })

  test('what grows steadily is told after twelve points, once, and with its rate', () => {
    const points = series(400, (at) => 1000 + 50 * at)
    expect(leakOf(points.slice(0, 12), 30)).toBeCloseTo(300, 6)
    expect(growthOf(points)).toBeCloseTo(300, 6)
    expect(suspicions(points, 30)).toBe(1)
  })

  test('what grows less than the threshold is not told', () => {
    expect(
      suspicions(
        series(400, (at) => 1000 + at),
        7,
      ),
    ).toBe(0)
    expect(
      suspicions(
        series(400, (at) => 1000 - 50 * at),
        7,
      ),
    ).toBe(0)
  })

  test('noise is none', () => {
    let told = 0
    for (const seed of SEEDS) {
      const random = randomOf(seed)
      told += suspicions(
        series(360, () => 5000 + 400 * gauss(random)),
        30,
      )
    }
    // Forty pages, each an hour long.
    expect(told).toBe(0)
  })

  test('a step is none, wherever it is and whatever noise is on it', () => {
    for (const seed of SEEDS) {
      const random = randomOf(seed)
      const at = 2 + Math.floor(random() * 80)
      const noise = random() < 0.5 ? 0 : 20
      expect([
        seed,
        suspicions(
          series(120, (now) => (now < at ? 1000 : 4000) + noise * gauss(random)),
          30,
        ),
      ]).toEqual([seed, 0])
    }
  })

  test('a heap that is collected again and again is none, however seldom', () => {
    for (const seed of SEEDS) {
      const random = randomOf(seed)
      const period = 2 + Math.floor(random() * 50)
      const phase = Math.floor(random() * period)
      const slope = (0.1 + random()) * 1e6
      const points = series(360, (at) => 20e6 + ((at + phase) % period) * slope + 0.1e6 * gauss(random))
      expect([seed, suspicions(points, 0.5e6, (at) => (at + phase) % period === 0)]).toEqual([seed, 0])
    }
  })

  test('a heap that grows and was not collected yet is none', () => {
    expect(
      suspicions(
        series(360, (at) => 20e6 + at * 1e6),
        0.5e6,
        () => false,
      ),
    ).toBe(0)
  })

  test('a leak below a sawtooth is found, with its rate', () => {
    for (const seed of SEEDS) {
      const random = randomOf(seed)
      const period = 2 + Math.floor(random() * 4)
      // A minute's worth: 1.2 to 4.8 MB.
      const leak = (0.2 + 0.6 * random()) * 1e6
      const points = series(
        360,
        (at) => 20e6 + at * leak + (at % period) * 2e6 + 0.3e6 * Math.abs(gauss(random)),
      )
      const watch = new LeakWatch(0.5e6)
      let told: { at: number; growth: number } | undefined
      for (const [at, { time, value }] of points.entries()) {
        watch.add(time, value, at % period === 0)
        const growth = watch.suspect()
        if (growth !== undefined) {
          expect([seed, told]).toEqual([seed, undefined])
          told = { at, growth }
        }
      }
      expect([seed, told !== undefined]).toEqual([seed, true])
      expect(told?.at).toBeLessThan(120)
      expect(Math.abs((told?.growth ?? 0) / (6 * leak) - 1)).toBeLessThan(0.4)
    }
  })

  test('a slow leak in noise is found within an hour', () => {
    let found = 0
    for (const seed of SEEDS.slice(0, 8)) {
      const random = randomOf(seed)
      found += Number(
        suspicions(
          series(360, (at) => 3000 + at * 10 + 100 * gauss(random)),
          30,
        ) > 0,
      )
    }
    expect(found).toBe(8)
  })

  test('what swings up and down again is none once it was high before', () => {
    for (const seed of SEEDS) {
      const random = randomOf(seed)
      const period = 24 + Math.floor(random() * 30)
      const points = series(360, (at) => 1000 + (at % period) * 20)
      // Its first rise can be told from a leak by nobody.
      expect(suspicions(points, 30)).toBeLessThanOrEqual(1)
    }
  })

  test('something that stands out in passing hides no leak', () => {
    const points = series(60, (at) => (at === 3 ? 90_000 : 1000 + 50 * at))
    expect(suspicions(points, 30)).toBe(1)
  })

  test('a trend that ended and one that begins later are two', () => {
    const points = series(400, (at) => (at < 100 ? at * 10 : at < 250 ? 1000 : 1000 + (at - 250) * 10))
    expect(suspicions(points, 30)).toBe(2)
  })
})
