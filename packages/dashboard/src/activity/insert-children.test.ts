import { expect, it, vi } from 'vitest'
import { rowsOf } from '../lists/row-source.ts'
import { insertChildren } from './insert-children.ts'

const row = (key: string) => ({ key })
const base = rowsOf(['a', 'b', 'c', 'd'].map(row), (item) => item.key)
const keys = (source: { count: number; at(index: number): { key: string } | undefined }) =>
  Array.from({ length: source.count }, (_, index) => source.at(index)?.key)

it('puts children after their parent', () => {
  const source = insertChildren(
    base,
    new Map([
      ['c', [row('c1')]],
      ['a', [row('a1'), row('a2')]],
    ]),
  )
  expect(keys(source)).toEqual(['a', 'a1', 'a2', 'b', 'c', 'c1', 'd'])
  for (const [index, key] of keys(source).entries()) expect(source.indexOf(key as string)).toBe(index)
})

it('shows nothing for parents that are not in the list or have no children', () => {
  const source = insertChildren(
    base,
    new Map([
      ['gone', [row('x')]],
      ['b', []],
    ]),
  )
  expect(keys(source)).toEqual(['a', 'b', 'c', 'd'])
  expect(source.indexOf('x')).toBe(-1)
})

it('asks for the rows of the list itself that are in view', () => {
  const want = vi.fn()
  const source = insertChildren({ ...base, want }, new Map([['a', [row('a1'), row('a2')]]]))
  source.want(1, 5)
  expect(want).toHaveBeenCalledWith(0, 3)
})
