import { expect, it } from 'vitest'
import { chartMove } from './chart-keys.ts'

const key = (name: string, extra = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...extra,
})
const state = { times: [10, 20, 30], index: 1, from: 0, to: 40 }

it('moves the cross-hair from column to column, beginning at the newest', () => {
  expect(chartMove(key('ArrowLeft'), state)).toEqual({ kind: 'cursor', to: 0 })
  expect(chartMove(key('ArrowRight'), { ...state, index: 2 })).toEqual({ kind: 'cursor', to: 2 })
  expect(chartMove(key('ArrowLeft'), { ...state, index: null })).toEqual({ kind: 'cursor', to: 2 })
})

it('zooms about the cross-hair, or the middle', () => {
  expect(chartMove(key('+'), state)).toEqual({ kind: 'zoom', from: 10, to: 30 })
  expect(chartMove(key('+'), { ...state, index: 0 })).toEqual({ kind: 'zoom', from: 5, to: 25 })
  expect(chartMove(key('-'), { ...state, index: null })).toEqual({ kind: 'zoom', from: -20, to: 60 })
})

it("leaves other keys, the browser's own and empty charts alone", () => {
  expect(chartMove(key('x'), state)).toBeUndefined()
  expect(chartMove(key('+', { metaKey: true }), state)).toBeUndefined()
  expect(chartMove(key('+'), { ...state, times: [] })).toBeUndefined()
})
