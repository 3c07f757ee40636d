import { describe, expect, it } from 'vitest'
import { fitRange, zoomKey } from './zoom-keys.ts'

const WHOLE = { from: 0, to: 1000 }
const key = (name: string, extra = {}) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...extra,
})

describe('zoomKey', () => {
  const span = { startTime: 5200, duration: 100 }

  it('zooms about the row that the keyboard is on', () => {
    const range = zoomKey(key('+'), WHOLE, WHOLE, span, 5000)
    expect(range).toEqual({ from: 100, to: 700 })
  })

  it('zooms about the middle where there is no row', () => {
    expect(zoomKey(key('='), WHOLE, WHOLE, undefined, 0)).toEqual({ from: 200, to: 800 })
  })

  it('undoes with minus, and shows all with 0', () => {
    const close = zoomKey(key('+'), WHOLE, WHOLE, undefined, 0) ?? WHOLE
    expect(zoomKey(key('-'), close, WHOLE, undefined, 0)).toEqual(WHOLE)
    expect(zoomKey(key('0'), close, WHOLE, undefined, 0)).toEqual(WHOLE)
  })

  it('fits the row with f', () => {
    expect(zoomKey(key('f'), WHOLE, WHOLE, span, 5000)).toEqual({ from: 195, to: 305 })
    expect(zoomKey(key('f'), WHOLE, WHOLE, undefined, 0)).toBeUndefined()
  })

  it('pans with shift and an arrow only', () => {
    const range = { from: 100, to: 200 }
    expect(zoomKey(key('ArrowRight', { shiftKey: true }), range, WHOLE, undefined, 0)).toEqual({
      from: 120,
      to: 220,
    })
    expect(zoomKey(key('ArrowRight'), range, WHOLE, undefined, 0)).toBeUndefined()
  })

  it("leaves the browser's own zoom alone", () => {
    expect(zoomKey(key('+', { ctrlKey: true }), WHOLE, WHOLE, undefined, 0)).toBeUndefined()
  })
})

it('fits a span without a duration too', () => {
  const range = fitRange(500, 0, WHOLE)
  expect(range.to).toBeGreaterThan(range.from)
})
