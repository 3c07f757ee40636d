import { describe, expect, it } from 'vitest'
import { fitView, moveView, zoomView } from './view.ts'

const frame = { width: 832, height: 432 }

describe('what is in view of a picture', () => {
  it('is all of it in the middle, never larger than it is', () => {
    expect(fitView({ width: 400, height: 200 }, frame, { x: 0, y: 0 })).toEqual({ x: 216, y: 116, scale: 1 })
    expect(fitView({ width: 1600, height: 400 }, frame)).toEqual({ x: 16, y: 116, scale: 0.5 })
  })

  it('begins with what can be read, about the place that matters', () => {
    const content = { width: 1600, height: 9000 }
    expect(fitView(content, frame, { x: 0, y: 0 })).toEqual({ x: 16, y: 16, scale: 0.75 })
    expect(fitView(content, frame, { x: 800, y: 4000 })).toEqual({ x: -184, y: -2784, scale: 0.75 })
    expect(fitView(content, frame, { x: 1600, y: 9000 })).toEqual({ x: -384, y: -6334, scale: 0.75 })
    expect(fitView({ width: 0, height: 0 }, frame, { x: 0, y: 0 }).scale).toBe(1)
  })

  it('comes closer about a point, within bounds', () => {
    const view = zoomView({ x: 0, y: 0, scale: 1 }, 2, 100, 50)
    expect(view).toEqual({ x: -100, y: -50, scale: 2 })
    expect(zoomView(view, 100, 0, 0).scale).toBe(3)
    expect(moveView(view, 10, -10)).toEqual({ x: -90, y: -60, scale: 2 })
  })
})
