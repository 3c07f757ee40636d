import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExceptionReport } from '@kymo/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setProjectFolder } from '../sources/project-files.ts'
import { describeBuildError } from './build-error.ts'

let root: string

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kymo-build-')))
  mkdirSync(join(root, 'apps/web/app'), { recursive: true })
  writeFileSync(join(root, 'apps/web/app/page.tsx'), 'broken')
  setProjectFolder(join(root, 'apps/web'))
})
afterAll(() => {
  setProjectFolder(process.cwd())
  rmSync(root, { recursive: true })
})

const report = (message: string, thrown: object = new Error(message)): ExceptionReport => ({
  thrown,
  message,
  span: undefined,
  mechanism: 'build',
  stack: `Error: ${message}\n    at next (/elsewhere/next.js:1:1)`,
  attributes: {},
})

const place = { file: 'app/page.tsx', line: 3, column: 1, function: null }

test.each([
  [
    'Turbopack',
    './apps/web/app/page.tsx:3:1\nError: Unexpected token\n  \u001b[90m2 |\u001b[0m <p>\n\u001b[31m>\u001b[0m 3 | }',
    {},
    'Unexpected token',
  ],
  [
    'Turbopack of an earlier version',
    './app/page.tsx:3:1\nParsing failed\n  2 | <p>\n',
    {},
    'Parsing failed',
  ],
  [
    'webpack',
    'Module build failed (from ./next-swc-loader.js):\nError:   x Unexpected token\n   ,-[ROOT/apps/web/app/page.tsx:3:1]\n 1 | <p>',
    {},
    'Unexpected token',
  ],
  [
    'webpack, of a module that is not there',
    "Module not found: Can't resolve './gone'\n> 3 | import './gone'\n",
    { file: './app/page.tsx\u001b[33m:3:1\u001b[39m' },
    "Module not found: Can't resolve './gone'",
  ],
])('the place and the reason are taken from what %s prints', (_, printed, more, reason) => {
  const message = printed.replace('ROOT', root)
  const told = report(message, Object.assign(new Error(message), more))
  expect(describeBuildError(told)).toEqual(place)
  expect(told.message).toBe(reason)
  expect(told.attributes['exception.type']).toBe('BuildError')
  for (const text of ['\u001b', 'elsewhere']) expect(told.stack).not.toContain(text)
})

test('what names no place of a file that is there is told by its reason', () => {
  for (const message of ['It is broken', './gone.tsx:3:1\nIt is broken', 'It is broken\n,-[/gone.tsx:1:1]']) {
    const told = report(message)
    expect(describeBuildError(told)).toBeUndefined()
    expect(told.message).toBe('It is broken')
  }
})
