import { expect, test } from 'vitest'
import { wordOf } from '../../../tests/support/word-of.ts'
import { RouteNames } from './route-names.ts'

test('a request is called by its framework’s pattern, else by one derived from the path', () => {
  const names = new RouteNames()
  expect(names.nameOf('/users/:id', '/users/17', 'data', 200)).toBe('/users/:id')
  expect(names.nameOf('/users/:id', '/users/17', 'data', 404)).toBe('/users/:id')
  expect(names.nameOf(undefined, '/users/17?token=canary', 'data', 200)).toBe('/users/:id')
  expect(names.nameOf(undefined, '/users/17', 'data', 404)).toBe('(not found)')
  expect(names.nameOf('', '/', 'data', undefined)).toBe('/')
})

test('paths that somebody makes up make few names, and show no secret', () => {
  const names = new RouteNames()
  const made = new Set<string>()
  for (let i = 0; i < 10_000; i++) {
    made.add(names.nameOf(undefined, `/${wordOf(i)}`, 'data', 200))
  }
  expect(made.size).toBe(301)
  expect(made).toContain('(other)')
  expect(names.nameOf(undefined, '/in/sk_live_abcdefgh', 'data', 200)).not.toContain('abcdefgh')
})
