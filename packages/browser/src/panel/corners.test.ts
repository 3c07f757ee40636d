import { expect, test } from 'vitest'
import { cornerAt, cornerBeside } from './corners.ts'

test('a part falls into the corner that is nearest to its middle', () => {
  expect(cornerAt(10, 10, 100, 100)).toBe('top-left')
  expect(cornerAt(90, 10, 100, 100)).toBe('top-right')
  expect(cornerAt(10, 90, 100, 100)).toBe('bottom-left')
  expect(cornerAt(50, 50, 100, 100)).toBe('bottom-right')
})

test('arrow keys lead along the edges, and no further', () => {
  expect(cornerBeside('bottom-right', 'ArrowUp')).toBe('top-right')
  expect(cornerBeside('top-right', 'ArrowLeft')).toBe('top-left')
  expect(cornerBeside('top-left', 'ArrowUp')).toBe('top-left')
  expect(cornerBeside('top-left', 'Enter')).toBe('top-left')
})
