import { describe, expect, it } from 'vitest'
import { fitView, moveView, zoomView } from './view.ts'

const frame = { width: 832, height: 432 }

describe('what is in view of a picture', () => {
  it('is all of it in the middle, never larger than it is', () => {
    expect(fitView({ width: 400, height: 200 }, frame, true)).toEqual({ x: 216, y: 116, scale: 1 })
    expect(fitView({ width: 1600, height: 400 }, frame, false)).toEqual({ x: 16, y: 116, scale: 0.5 })
  })

  it('begins with what can be read', () => {
    expect(fitView({ width: 1600, height: 9000 }, frame, true)).toEqual({ x: 16, y: 16, scale: 0.75 })
    expect(fitView({ width: 0, height: 0 }, frame, true).scale).toBe(1)
  })

  it('comes closer about a point, within bounds', () => {
    const view = zoomView({ x: 0, y: 0, scale: 1 }, 2, 100, 50)
    expect(view).toEqual({ x: -100, y: -50, scale: 2 })
    expect(zoomView(view, 100, 0, 0).scale).toBe(3)
    expect(moveView(view, 10, -10)).toEqual({ x: -90, y: -60, scale: 2 })
  })
})
