import { describe, expect, it } from 'vitest'
import { leastTime } from '../../../../tests/support/least-time.ts'
import type { Attributes } from '../facts.ts'
import { exceptionFingerprint, normalizeMessage } from './fingerprint.ts'

const of = (attributes: Attributes, app = 'shop') =>
  exceptionFingerprint(app, {
    'exception.type': 'TypeError',
    'exception.message': 'Cannot read properties of undefined',
    ...attributes,
  })
const ofStack = (...frames: string[]) =>
  of({ 'exception.stacktrace': ['TypeError: Cannot read', ...frames].join('\n') })
const mapped = { 'code.file.path': 'app/cart/page.tsx', 'code.function.name': 'Cart', 'code.line.number': 17 }

describe('the fingerprint of an exception', () => {
  it('is 16 hex digits, and the same in every version', () => {
    expect(of(mapped)).toBe('0ffc98d91fdd9b9b')
  })

  it('stays when edits elsewhere move its line', () => {
    expect(of({ ...mapped, 'code.line.number': 18, 'code.column.number': 4 })).toBe(of(mapped))
    expect(ofStack('    at Cart (/srv/shop/app/cart/page.tsx:17:3)')).toBe(
      ofStack('    at Cart (/srv/shop/app/cart/page.tsx:99:1)'),
    )
  })

  it('stays on another machine, in whatever way the file is named', () => {
    const paths = [
      '/srv/shop/app/cart/page.tsx',
      '/home/ci/build/shop/app/cart/page.tsx',
      'file:///srv/shop/app/cart/page.tsx',
    ]
    expect(new Set(paths.map((path) => ofStack(`    at Cart (${path}:1:2)`))).size).toBe(1)
    const relative = [
      'webpack-internal:///(rsc)/./app/cart/page.tsx',
      'webpack://_N_E/./app/cart/page.tsx?1a2b',
      'turbopack:///[project]/app/cart/page.tsx',
    ]
    for (const path of relative) expect(ofStack(`    at Cart (${path}:1:2)`)).toBe(of(mapped))
  })

  it('goes by the innermost function of the app, past packages, frameworks and the engine', () => {
    const frames = [
      '    at JSON.parse (<anonymous>)',
      '    at parse (node:internal/deps/x:1:1)',
      '    at json (/srv/shop/node_modules/got/index.js:5:9)',
      '    at render (/srv/shop/node_modules/next/dist/server/app.js:5:9)',
      '    at async Cart (/srv/shop/app/cart/page.tsx:17:3)',
    ]
    expect(ofStack(...frames)).toBe(ofStack(frames[4] as string))
    expect(ofStack(...frames, '    at Home (/srv/shop/app/page.tsx:1:1)')).toBe(ofStack(frames[4] as string))
  })

  it('tells files that did not load apart, whatever their build and query', () => {
    const unloaded = (url: string, mechanism = 'resource') =>
      exceptionFingerprint('shop', {
        'exception.type': 'ResourceError',
        'exception.message': `<img> did not load ${url}`,
        'kymo.exception.mechanism': mechanism,
      })
    const hero = unloaded('https://cdn.test/img/hero.8f3a2b1c.png?v=1')
    expect(unloaded('https://cdn.test/img/hero.17ff00aa.png')).toBe(hero)
    expect(unloaded('https://cdn.test/img/logo.8f3a2b1c.png')).not.toBe(hero)
    expect(unloaded('https://other.test/img/hero.8f3a2b1c.png')).not.toBe(hero)
    expect(unloaded('https://a.test/x', 'console')).toBe(unloaded('https://b.test/y', 'console'))
  })

  it('differs by type, function, file and app', () => {
    const all = [
      of(mapped),
      of({ ...mapped, 'exception.type': 'RangeError' }),
      of({ ...mapped, 'code.function.name': 'Total' }),
      of({ ...mapped, 'code.file.path': 'app/page.tsx' }),
      of(mapped, 'api'),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('does not depend on the message where function and file are known', () => {
    expect(of({ ...mapped, 'exception.message': 'something else' })).toBe(of(mapped))
  })

  it('tells by the message what a function without a name threw', () => {
    const unnamed = (message: string) =>
      of({ 'code.file.path': 'app/page.tsx', 'exception.message': message })
    expect(unnamed('no stock for 17')).toBe(unnamed('no stock for 99'))
    expect(unnamed('no stock')).not.toBe(unnamed('no price'))
  })

  it('goes by the message where only scripts of a build are known, whose names change', () => {
    const built = (hash: string, message: string) =>
      of({
        'exception.message': message,
        'exception.stacktrace': `TypeError: x\n    at t (http://localhost:3000/_next/static/chunks/app/page-${hash}.js:1:9${hash.length})\n    at /srv/.next/server/chunks/${hash}.js:1:2`,
      })
    expect(built('1a2b3c4d', 'order 17 is gone')).toBe(built('ff00ff00ff', 'order 42 is gone'))
    expect(built('1a2b3c4d', 'order is gone')).not.toBe(built('1a2b3c4d', 'cart is gone'))
  })

  it('reads what Firefox and Safari write', () => {
    const expected = ofStack('    at Cart (webpack-internal:///./app/cart/page.tsx:17:3)')
    expect(of({ 'exception.stacktrace': 'Cart@webpack-internal:///./app/cart/page.tsx:17:3\n@x:1:2' })).toBe(
      expected,
    )
  })

  it('takes what comes from outside in time proportional to its length', () => {
    const long = 'a '.repeat(16_000)
    const fingerprints = () => {
      of({ 'exception.message': `'${long}"${long}`, 'exception.stacktrace': `at ${'('.repeat(16_000)}` })
      of({ 'exception.stacktrace': 'at a (b\n'.repeat(4_000) })
      of({ 'exception.stacktrace': `at ${':1'.repeat(8_000)}` })
      of({ 'exception.message': '-'.repeat(32_000), 'exception.stacktrace': '@'.repeat(32_000) })
    }
    expect(leastTime(fingerprints, 200)).toBeLessThan(200)
  })
})

describe('a message without what differs', () => {
  it.each([
    ['user 4711 not found', 'user # not found'],
    ['no row a1b2c3d4-0000-4000-8000-00805f9b34fb here', 'no row # here'],
    ['commit 9fceb02d0ae598e95dc970b74767f19372d61af8', 'commit #'],
    ['at 0xDEADBEEF', 'at #'],
    [`Unexpected token '<', "<!DOCTYPE "... is not valid JSON`, 'Unexpected token #, #... is not valid JSON'],
    ["can't read what isn't there", "can't read what isn't there"],
    ['GET https://api.test/things/12?x=1 failed', 'GET # failed'],
    ['took 12.5 ms  of 3,000', 'took # ms of #'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED #'],
    ['first line\nsecond 1', 'first line'],
    ['', ''],
  ])('%j is %j', (message, expected) => {
    expect(normalizeMessage(message)).toBe(expected)
  })
})
