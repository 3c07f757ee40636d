import { expect, test } from 'vitest'
import { isFrameworkRequest, navigationTarget } from './next-framework.ts'

const rsc = { rsc: '1' }
const data = { 'x-nextjs-data': '1' }

test.each<[string, Record<string, string>, string | undefined]>([
  ['/product/17?_rsc=1a2b', rsc, '/product/17'],
  ['/list?page=2&_rsc=1a2b', rsc, '/list?page=2'],
  ['/list?_rsc=1a2b&page=2', rsc, '/list?page=2'],
  ['/list?page=2&_rsc=1a2b&sort=price', rsc, '/list?page=2&sort=price'],
  ['/product/17?_rsc=1', { ...rsc, 'next-router-prefetch': '1' }, undefined],
  ['/product/17?_rsc=1', { ...rsc, 'next-router-segment-prefetch': '/_tree' }, undefined],
  ['/product/17?_rsc=1', { ...rsc, 'next-hmr-refresh': '1' }, undefined],
  ['/product/17', { ...rsc, 'next-action': 'abc' }, undefined],
  ['/api/stock?id=17', {}, undefined],
  ['/_next/data/dev/about.json', data, '/about'],
  ['/_next/data/dev/index.json', data, '/'],
  ['/shop/_next/data/dev/about.json?page=2', data, '/shop/about?page=2'],
  ['/_next/data/dev/blog/a%20b.json?slug=a+b&page=2', data, '/blog/a%20b?page=2'],
  ['/_next/data/dev/about.json', { ...data, purpose: 'prefetch' }, undefined],
  ['/_next/static/chunks/main.js', {}, undefined],
])('%s with %j asks for %s', (path, headers, target) => {
  expect(navigationTarget(new URL(path, 'http://localhost:3000'), new Headers(headers))).toBe(target)
})

test.each<[string, Record<string, string>, boolean]>([
  ['/product/17?_rsc=1', rsc, true],
  ['/cart', { 'next-action': 'abc' }, true],
  ['/_next/static/webpack/abc.hot-update.json', {}, true],
  ['/shop/_next/data/dev/about.json', data, true],
  ['/__nextjs_original-stack-frames', {}, true],
  ['/api/stock', {}, false],
  ['/nextjs', {}, false],
])('%s with %j is the framework’s: %s', (path, headers, expected) => {
  expect(isFrameworkRequest(new URL(path, 'http://localhost:3000'), new Headers(headers))).toBe(expected)
})
