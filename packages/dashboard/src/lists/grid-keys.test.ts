import { describe, expect, it } from 'vitest'
import { gridMove } from './grid-keys.ts'

const key = (name: string, extra = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...extra,
})

describe('gridMove', () => {
  it.each([
    ['j', -1, 0],
    ['j', 3, 4],
    ['ArrowDown', 9, 9],
    ['k', 3, 2],
    ['k', -1, 0],
    ['ArrowUp', 0, 0],
    ['PageDown', 2, 7],
    ['PageUp', 2, 0],
    ['Home', 5, 0],
    ['End', 5, 9],
  ])('%s from %d goes to %d', (name, index, to) => {
    expect(gridMove(key(name), index, 10, 5)).toEqual({ kind: 'move', to })
  })

  it('opens, expands and collapses the row it is on, and nothing when on none', () => {
    expect(gridMove(key('Enter'), 2, 10, 5)).toEqual({ kind: 'open' })
    expect(gridMove(key('ArrowRight'), 2, 10, 5)).toEqual({ kind: 'expand' })
    expect(gridMove(key('ArrowLeft'), 2, 10, 5)).toEqual({ kind: 'collapse' })
    expect(gridMove(key('Enter'), -1, 10, 5)).toBeUndefined()
  })

  it("leaves the browser's own shortcuts and empty lists alone", () => {
    expect(gridMove(key('k', { metaKey: true }), 2, 10, 5)).toBeUndefined()
    expect(gridMove(key('j'), -1, 0, 5)).toBeUndefined()
    expect(gridMove(key('x'), 1, 10, 5)).toBeUndefined()
  })
})
