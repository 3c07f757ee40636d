import { expect, test } from 'vitest'
import {
  PAGE_HEALTH_PARTS,
  PAGE_HEALTH_WEIGHTS,
  type PageHealthFigures,
  type PageHealthPart,
  pageHealth,
} from './page-health.ts'

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

type Figures = { -readonly [Part in PageHealthPart]?: NonNullable<PageHealthFigures[Part]> }

/** Whatever pages may tell: parts present or not, small, large, and at the bounds. */
function figuresOf(random: () => number): Figures {
  const anything = (most: number) => most * random() ** 4
  const count = (most: number) => Math.floor(anything(most + 1))
  const calls = count(1000)
  const failed = Math.min(calls, count(50))
  const renders = count(1000)
  const wasted = Math.min(renders, count(500))
  const all: Required<Figures> = {
    vitals: {
      ...(random() < 0.7 && { LCP: anything(20_000) }),
      ...(random() < 0.7 && { INP: anything(2000) }),
      ...(random() < 0.7 && { CLS: anything(2) }),
    },
    errors: { visits: count(20), errors: count(50) },
    network: { calls, failed, slow: Math.min(calls - failed, count(50)) },
    mainThread: { observed: count(100_000), blocked: anything(20_000) },
    components: { renders, wasted, slow: Math.min(renders - wasted, count(100)) },
    memory: { growth: anything(40e6) - 1e6 },
    signals: { excessive: count(5), cycles: count(3) },
  }
  return Object.fromEntries(Object.entries(all).filter(() => random() < 0.6))
}

const SEEDS = Array.from({ length: 3000 }, (_, seed) => seed + 1)
const scoreOf = (figures: PageHealthFigures) => pageHealth(figures).score

test('of nothing there is no score', () => {
  expect(pageHealth({})).toEqual({ score: null, parts: [] })
  expect(pageHealth({ vitals: {}, errors: { visits: 0, errors: 0 } }).score).toBeNull()
  expect(scoreOf({ network: { calls: 0, failed: 0, slow: 0 } })).toBeNull()
  expect(scoreOf({ mainThread: { observed: 0, blocked: 0 } })).toBeNull()
  expect(scoreOf({ components: { renders: 0, wasted: 0, slow: 0 } })).toBeNull()
})

test('whatever is known, the score is from 0 to 100, and the mean of its parts by their weights', () => {
  for (const seed of SEEDS) {
    const { score, parts } = pageHealth(figuresOf(randomOf(seed)))
    for (const part of parts) {
      expect(part.score).toBeGreaterThanOrEqual(0)
      expect(part.score).toBeLessThanOrEqual(100)
      expect(part.weight).toBe(PAGE_HEALTH_WEIGHTS[part.name])
    }
    expect(parts.map(({ name }) => name)).toEqual(
      PAGE_HEALTH_PARTS.filter((name) => parts.some((part) => part.name === name)),
    )
    const weight = parts.reduce((sum, part) => sum + part.weight, 0)
    if (weight === 0) expect(score).toBeNull()
    else expect(score).toBeCloseTo(parts.reduce((sum, part) => sum + part.score * part.weight, 0) / weight, 9)
  }
})

test('a part that is not known changes nothing of the others', () => {
  for (const seed of SEEDS.slice(0, 500)) {
    const figures = figuresOf(randomOf(seed))
    const { parts } = pageHealth(figures)
    for (const name of PAGE_HEALTH_PARTS) {
      const { [name]: _, ...rest } = figures
      expect(pageHealth(rest).parts).toEqual(parts.filter((part) => part.name !== name))
    }
  }
})

test('no figure that gets worse makes a score better', () => {
  const worse: readonly ((figures: Figures, by: number) => PageHealthFigures)[] = [
    ({ vitals, ...rest }, by) => ({ ...rest, ...(vitals && { vitals: grown(vitals, 'LCP', by * 5000) }) }),
    ({ vitals, ...rest }, by) => ({ ...rest, ...(vitals && { vitals: grown(vitals, 'INP', by * 500) }) }),
    ({ vitals, ...rest }, by) => ({ ...rest, ...(vitals && { vitals: grown(vitals, 'CLS', by) }) }),
    ({ errors, ...rest }) => ({ ...rest, ...(errors && { errors: grown(errors, 'errors', 1) }) }),
    ({ network, ...rest }) => ({ ...rest, ...(network && { network: grown(network, 'failed', 1) }) }),
    ({ network, ...rest }) => ({ ...rest, ...(network && { network: grown(network, 'slow', 1) }) }),
    ({ mainThread, ...rest }, by) => ({
      ...rest,
      ...(mainThread && { mainThread: grown(mainThread, 'blocked', by * 5000) }),
    }),
    ({ components, ...rest }) => ({
      ...rest,
      ...(components && { components: grown(components, 'wasted', 1) }),
    }),
    ({ components, ...rest }) => ({
      ...rest,
      ...(components && { components: grown(components, 'slow', 1) }),
    }),
    ({ memory, ...rest }, by) => ({ ...rest, ...(memory && { memory: grown(memory, 'growth', by * 5e6) }) }),
    ({ signals, ...rest }) => ({ ...rest, ...(signals && { signals: grown(signals, 'excessive', 1) }) }),
    ({ signals, ...rest }) => ({ ...rest, ...(signals && { signals: grown(signals, 'cycles', 1) }) }),
  ]
  for (const seed of SEEDS) {
    const random = randomOf(seed)
    const figures = figuresOf(random)
    const before = scoreOf(figures)
    for (const make of worse) {
      const after = scoreOf(make(figures, random()))
      expect(after === null).toBe(before === null)
      if (after !== null && before !== null) expect(after).toBeLessThanOrEqual(before + 1e-9)
    }
  }
})

/** Only a figure that there is grows. */
function grown<Part extends object>(part: Part, name: keyof Part, by: number): Part {
  return part[name] === undefined ? part : { ...part, [name]: (part[name] as number) + by }
}

test('the bounds are where the formula has them', () => {
  const table: readonly [PageHealthFigures, number][] = [
    [{ vitals: { LCP: 2500, INP: 200, CLS: 0.1 } }, 100],
    [{ vitals: { LCP: 8000, INP: 1000, CLS: 0.5 } }, 0],
    [{ vitals: { LCP: 2500, INP: 1000 } }, 50],
    [{ vitals: { LCP: Math.sqrt(2500 * 8000) } }, 50],
    [{ vitals: { CLS: 0 } }, 100],
    [{ errors: { visits: 10, errors: 0 } }, 100],
    [{ errors: { visits: 10, errors: 5 } }, 50],
    [{ errors: { visits: 1, errors: 1 } }, 25],
    [{ network: { calls: 100, failed: 25, slow: 0 } }, 0],
    [{ network: { calls: 100, failed: 0, slow: 25 } }, 50],
    [{ network: { calls: 100, failed: 60, slow: 0 } }, 0],
    [{ mainThread: { observed: 60_000, blocked: 200 } }, 100],
    [{ mainThread: { observed: 60_000, blocked: 6000 } }, 0],
    [{ mainThread: { observed: 30_000, blocked: Math.sqrt(200 * 6000) / 2 } }, 50],
    [{ components: { renders: 10, wasted: 3, slow: 2 } }, 50],
    [{ memory: { growth: 0.5e6 } }, 100],
    [{ memory: { growth: -5e6 } }, 100],
    [{ memory: { growth: 10e6 } }, 0],
    [{ signals: { excessive: 0, cycles: 0 } }, 100],
    [{ signals: { excessive: 1, cycles: 1 } }, 25],
  ]
  for (const [figures, score] of table)
    expect([figures, scoreOf(figures)]).toEqual([figures, expect.closeTo(score, 9)])
})
