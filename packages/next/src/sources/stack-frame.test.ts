import { describe, expect, test } from 'vitest'
import { functionName, linesOf, parseFrame } from './stack-frame.ts'

describe('a line of a stack', () => {
  test.each([
    ['    at GET (/app/.next/dev/server/a.js:73:156)', 'GET', '/app/.next/dev/server/a.js', 73, 156],
    ['    at async GET (file:///app/a%20b.js:1:2)', 'GET', 'file:///app/a%20b.js', 1, 2],
    ['    at /app/[root-of-the-server]__1._.js:25:158', null, '/app/[root-of-the-server]__1._.js', 25, 158],
    ['    at async /app/a.js:1:2', null, '/app/a.js', 1, 2],
    [
      '    at fail (webpack-internal:///(rsc)/./lib/fail.ts:7:33)',
      'fail',
      'webpack-internal:///(rsc)/./lib/fail.ts',
      7,
      33,
    ],
    [
      '    at f (file:///app/c.js?id=%5Bproject%5D/l.ts+(ecmascript):11:33)',
      'f',
      'file:///app/c.js?id=%5Bproject%5D/l.ts+(ecmascript)',
      11,
      33,
    ],
    ['    at f (/Users/me/My (App)/a.js:3:4)', 'f', '/Users/me/My (App)/a.js', 3, 4],
    ['    at f (C:\\app\\a.js:3:4)', 'f', 'C:\\app\\a.js', 3, 4],
    [
      '    at Page (about://React/Server/file:///app/%5Bid%5D/chunk.js?42:24:154)',
      'Page',
      'file:///app/[id]/chunk.js',
      24,
      154,
    ],
    ['    at new Cart (/app/a.js:1:2)', 'new Cart', '/app/a.js', 1, 2],
  ])('%s', (line, name, file, row, column) => {
    const frame = parseFrame(line)
    expect(frame).toMatchObject({ file, line: row, column })
    expect(frame && functionName(frame)).toBe(name)
  })

  test.each([
    ['TypeError: it failed'],
    [''],
    ['at the end'],
    ['    at Array.map (<anonymous>)'],
    ['    at native'],
    ['    at eval (eval at run (/app/a.js:1:2), <anonymous>:1:1)'],
    ['    at f (/app/a.js)'],
    ['    at '],
  ])('%s names no place', (line) => {
    expect(parseFrame(line)).toBeUndefined()
  })
})

test.each([
  ['Module.generateMetadata', 'generateMetadata'],
  ['Object.GET', 'GET'],
  ['async Object.GET', 'GET'],
  ['Store.add [as push]', 'Store.add'],
  ['eval', null],
  ['Object.<anonymous>', null],
  ['Timeout._onTimeout', null],
  ['Timeout.eval', null],
  ['module evaluation', null],
  ['__TURBOPACK__module__evaluation__', null],
  ['$$RSC_SERVER_ACTION_0', null],
  ['__TURBOPACK__default__export__', 'default'],
  ['__WEBPACK_DEFAULT_EXPORT__', 'default'],
  ['evaluate', 'evaluate'],
  ['', null],
])('the caller %s is named %s', (caller, name) => {
  expect(functionName({ caller, file: '/a.js', line: 1, column: 1 })).toBe(name)
})

test('the lines of a text are those between its ends of line', () => {
  for (const text of ['', 'one', 'one\n', '\n', 'one\ntwo\n\nfour'])
    expect([...linesOf(text)]).toEqual(text.split('\n'))
})
