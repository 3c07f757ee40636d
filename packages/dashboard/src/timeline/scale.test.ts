import { describe, expect, it } from 'vitest'
import {
  clampRange,
  draggedRange,
  isWhole,
  originOf,
  panRange,
  parseZoom,
  placed,
  ticks,
  wholeRange,
  zoomRange,
  zoomText,
} from './scale.ts'

const WHOLE = { from: 0, to: 1000 }

describe('the axis', () => {
  it('begins at the first start and ends a little after the last end', () => {
    const spans = [
      { startTime: 110, duration: 10 },
      { startTime: 100, duration: 200 },
    ]
    expect(originOf(spans, 0)).toBe(100)
    expect(wholeRange(spans, 100)).toEqual({ from: 0, to: 204 })
  })

  it('is never empty', () => {
    expect(originOf([], 42)).toBe(42)
    expect(wholeRange([], 42)).toEqual({ from: 0, to: 1 })
  })
})

describe('zooming', () => {
  it('keeps the point under the pointer where it is', () => {
    const range = zoomRange(WHOLE, WHOLE, 0.5, 250)
    expect(range).toEqual({ from: 125, to: 625 })
  })

  it('never leaves the axis and never gets shorter than 10 µs', () => {
    expect(zoomRange({ from: 0, to: 100 }, WHOLE, 100, 50)).toEqual(WHOLE)
    const close = zoomRange(WHOLE, WHOLE, 1e-12, 1000)
    expect(close.to).toBeCloseTo(1000)
    expect(close.to - close.from).toBeCloseTo(0.01)
  })

  it('pans by a share of what is visible and stops at the ends', () => {
    expect(panRange({ from: 100, to: 200 }, WHOLE, 0.5)).toEqual({ from: 150, to: 250 })
    expect(panRange({ from: 900, to: 1000 }, WHOLE, 0.5)).toEqual({ from: 900, to: 1000 })
    expect(panRange({ from: 10, to: 110 }, WHOLE, -0.5)).toEqual({ from: 0, to: 100 })
  })

  it('takes a drag in either direction', () => {
    expect(draggedRange(300, 100, WHOLE)).toEqual({ from: 100, to: 300 })
    expect(draggedRange(-50, 100, WHOLE)).toEqual({ from: 0, to: 150 })
  })

  it('knows when all is shown', () => {
    expect(isWhole(WHOLE, WHOLE)).toBe(true)
    expect(isWhole({ from: 1, to: 1000 }, WHOLE)).toBe(false)
    expect(clampRange({ from: -5, to: 5000 }, WHOLE)).toEqual(WHOLE)
  })
})

describe('placed', () => {
  it('gives shares of the range, clipped to it', () => {
    expect(placed(250, 500, WHOLE)).toEqual({ left: 0.25, width: 0.25 })
    expect(placed(0, 1000, { from: 250, to: 500 })).toEqual({ left: 0, width: 1 })
    expect(placed(600, 700, { from: 250, to: 500 })).toBeUndefined()
  })
})

describe('ticks', () => {
  it('are round and about as many as wanted', () => {
    expect(ticks({ from: 0, to: 1000 }, 5)).toEqual([0, 200, 400, 600, 800, 1000])
    expect(ticks({ from: 130, to: 170 }, 4)).toEqual([130, 140, 150, 160, 170])
    expect(ticks({ from: 0, to: 0 }, 4)).toEqual([])
  })
})

describe('a zoom in the address', () => {
  it('reads what it writes', () => {
    expect(parseZoom(zoomText({ from: 12.3456, to: 480 }))).toEqual({ from: 12.346, to: 480 })
  })

  it.each(['', '5', '10-5', 'a-b', '1e9-2e9', '-5-10', '0-99999999999999', 7, null])('refuses %s', (text) => {
    expect(parseZoom(text)).toBeUndefined()
  })
})
