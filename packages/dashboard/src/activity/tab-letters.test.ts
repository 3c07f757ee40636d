import { expect, it } from 'vitest'
import { TabLetters } from './tab-letters.ts'

const DAY = 86_400_000

it('gives each tab a letter that it keeps', () => {
  let kept: string | null = null
  const letters = new TabLetters(
    null,
    (text) => {
      kept = text
    },
    0,
  )
  expect([letters.of('x', 1), letters.of('y', 2), letters.of('x', 3)]).toEqual(['A', 'B', 'A'])
  const later = new TabLetters(kept, () => {}, 4)
  expect([later.of('z', 5), later.of('y', 6)]).toEqual(['C', 'B'])
})

it('gives the letters of tabs that are long gone to others', () => {
  const letters = new TabLetters(null, () => {}, 0)
  letters.of('x', 0)
  letters.of('y', DAY - 1)
  expect(letters.of('z', DAY + 1)).toBe('A')
  expect(letters.of('y', DAY + 2)).toBe('B')
})

it('goes on after Z, and starts anew where what was kept is none', () => {
  const letters = new TabLetters('{"no":"list"', () => {}, 0)
  const all = Array.from({ length: 28 }, (_, index) => letters.of(`tab ${index}`, 1))
  expect(all.slice(25)).toEqual(['Z', 'A2', 'B2'])
})
