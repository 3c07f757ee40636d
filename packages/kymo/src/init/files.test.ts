import { describe, expect, test } from 'vitest'
import { editClient } from './client-file.ts'
import { editConfig } from './config-file.ts'
import { editInstrumentation } from './instrumentation-file.ts'
import { addPackages } from './package-json.ts'

/** The file as it was left, or why it was not written. */
const config = (text: string, file = 'next.config.ts') => shown(editConfig(text, file))
const instrumentation = (text: string, file = 'instrumentation.ts') => shown(editInstrumentation(text, file))
const client = (text: string) => shown(editClient(text, 'instrumentation-client.ts'))

function shown(edit: ReturnType<typeof editConfig>): string {
  return edit.kind === 'changed'
    ? edit.text
    : edit.kind === 'unchanged'
      ? 'unchanged'
      : `by hand: ${edit.reason}`
}

describe('next.config', () => {
  test.each([
    [
      'a typed constant',
      `import type { NextConfig } from 'next'\n\nconst c: NextConfig = {}\n\nexport default c\n`,
    ],
    ['an object', `export default {\n\treactStrictMode: true,\n}\n`],
    [
      'an object that satisfies',
      `import type { NextConfig } from "next";\n\nexport default {} satisfies NextConfig;\n`,
    ],
    ['an object as', `export default ({} as import('next').NextConfig)`],
    ['other plugins', `import a from "a";\nimport b from "b";\nexport default a({ x: 1 })(b({}));\n`],
    [
      'a named function',
      `export default async function config(phase: string) {\n  return {}\n}\n\nexport const x = config\n`,
    ],
    ['a nameless function', `export default function (phase: string) {\n  return { env: { phase } }\n}\n`],
    ['an arrow function', `export default async () => ({ reactStrictMode: true })\n`],
    ['a promise', `export default Promise.resolve({})\n`],
    ['a renamed export', `const c = {}\nexport { c as default }\n`],
    ['line ends of Windows', `import x from 'x'\r\n\r\nconst c = {}\r\n\r\nexport default c\r\n`],
    ['a byte order mark', `\ufeffexport default {}\n`],
  ])('%s', (_shape, text) => {
    const after = config(text)
    expect(after).toMatchSnapshot()
    expect(config(after)).toBe('unchanged')
  })

  test.each([
    [
      'an object',
      `/** @type {import('next').NextConfig} */\nmodule.exports = {\n  reactStrictMode: true,\n}\n`,
    ],
    ['strict', `'use strict'\n\nconst a = require('a')\nmodule.exports = a({})\n`],
    [
      'with a note to the checker',
      `// @ts-check\n\n/** @type {import('next').NextConfig} */\nconst c = {};\n\nmodule.exports = c;\n`,
    ],
    ['a function', `module.exports = async (phase) => {\n  return {}\n}\n`],
    [
      'wrapped again further down',
      `module.exports = {}\n\nmodule.exports = other(module.exports, { silent: true })\n`,
    ],
  ])('CommonJS: %s', (_shape, text) => {
    const after = config(text, 'next.config.js')
    expect(after).toMatchSnapshot()
    expect(config(after, 'next.config.js')).toBe('unchanged')
  })

  test.each([
    ['export default {', 'it could not be read'],
    ['export default class {}', 'it exports a class'],
    ['export const a = 1', 'it is not clear what it exports'],
    ['if (a) { module.exports = {} } else { module.exports = {} }', 'it is not clear what it exports'],
    ['module.exports = {}\nif (a) module.exports = {}', 'what it exports depends on conditions'],
    ['const c = {}, d = 1\nexport { c as default, d }', 'it exports more beside its default'],
    [
      'import { withKymo } from "./mine"\nexport default withKymo({})',
      'it uses the name withKymo for something else',
    ],
  ])('%s is left to a person', (text, reason) => {
    expect(config(text, 'next.config.mjs')).toBe(`by hand: ${reason}`)
  })
})

describe('instrumentation', () => {
  test.each([
    ['empty', ''],
    ['with only a comment', `// Nothing yet.\n`],
    ['with something else', `import './polyfills'\n\nexport const x = 1\n`],
    ['with register', `export async function register() {\n  await import('./setup')\n}\n`],
    ['with an empty register', `export function register() {}\n`],
    ['with a constant', `export const register = async () => {\n    setUp();\n};\n`],
    [
      'with both',
      `import * as Sentry from "@sentry/nextjs";\n\nexport async function register() {\n  "use strict";\n  await import("./sentry");\n}\n\nexport const onRequestError = Sentry.captureRequestError;\n`,
    ],
    [
      'with a handler',
      `export async function onRequestError(err: unknown, request: Request) {\n  console.log(err)\n}\n`,
    ],
    [
      'with local names',
      `function start() {\n  setUp()\n}\nconst report = (error: unknown, request: unknown) => {}\nexport { start as register, report as onRequestError }\n`,
    ],
    ['that has the name', `const kymo = 1\nexport function register() {\n  use(kymo)\n}\n`],
  ])('%s', (_shape, text) => {
    const after = instrumentation(text)
    expect(after).toMatchSnapshot()
    expect(instrumentation(after)).toBe('unchanged')
  })

  test.each([
    [`export * from './other'`, 'it hands on what another file exports'],
    [`export { register } from './other'`, 'it takes register from another file'],
    [`import { register } from './other'\nexport { register }`, 'it takes register from another file'],
    [`export const register = setUp`, "what register is can't be seen in it"],
    [`export const register = () => setUp()`, 'register has no block to add to'],
    [
      `export function onRequestError(...args: unknown[]) {}`,
      'onRequestError does not name what it is given',
    ],
    [
      `export function onRequestError({ a }: any, b: any) {}`,
      'onRequestError does not name what it is given',
    ],
    [`module.exports = { register() {} }`, 'it is a CommonJS module'],
    [`export function {`, 'it could not be read'],
  ])('%s is left to a person', (text, reason) => {
    expect(instrumentation(text)).toBe(`by hand: ${reason}`)
  })
})

test.each([
  ['', `import "@kymo/next/client";\n`],
  [`import "./a";\nstart();\n`, `import "@kymo/next/client";\nimport "./a";\nstart();\n`],
  [`'use client'\n\nstart()\n`, `'use client'\nimport '@kymo/next/client'\n\nstart()\n`],
  [`// About the page\n\nstart()\n`, `// About the page\nimport '@kymo/next/client'\n\nstart()\n`],
])('instrumentation-client %j', (before, after) => {
  expect(client(before)).toBe(after)
  expect(client(after)).toBe('unchanged')
})

test('an import that is commented out is none', () => {
  expect(client(`// import '@kymo/next/client'\nstart()\n`)).toMatch(/^import '@kymo/m)
  expect(instrumentation(`/* export { register } from '@kymo/next/instrumentation' */\n`)).toMatch(
    /^export /m,
  )
  expect(config(`// import { withKymo } from '@kymo/next/config'\nexport default {}\n`)).toMatch(/^import /m)
})

describe('package.json', () => {
  test.each([
    ['{}'],
    ['{"name":"x"}'],
    [
      '{\n  "name": "x",\n  "dependencies": {\n    "next": "16",\n    "react": "19"\n  },\n  "devDependencies": {\n    "@types/node": "20"\n  }\n}\n',
    ],
    ['{\n\t"dependencies": {},\n\t"scripts": {\n\t\t"dev": "next dev"\n\t}\n}\n'],
    ['{\r\n  "scripts": {},\r\n  "devDependencies": { "next": "16", "zod": "4" }\r\n}\r\n'],
  ])('%j', (text) => {
    const after = addPackages(text, '1.2.3')
    expect(after).toMatchSnapshot()
    expect(JSON.parse(after)).toMatchObject({
      dependencies: { '@kymo/next': '^1.2.3' },
      devDependencies: { kymo: '^1.2.3' },
    })
    expect(addPackages(after, '9.9.9')).toBe(after)
  })

  test('what is asked for already is left alone', () => {
    const text = '{"devDependencies":{"@kymo/next":"file:x","kymo":"next"}}'
    expect(addPackages(text, '1.2.3')).toBe(text)
  })
})
