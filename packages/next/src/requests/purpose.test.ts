import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { RouteDefinition } from '../internals/next-types.ts'
import { requestIntent, requestPurpose } from './purpose.ts'

const page: RouteDefinition = { kind: 'APP_PAGE', page: '/cart/page', pathname: '/cart' }
const handler: RouteDefinition = { kind: 'APP_ROUTE', page: '/api/x/route', pathname: '/api/x' }
const document = { 'sec-fetch-dest': 'document' }

const cases: readonly [
  purpose: string,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  route?: RouteDefinition | undefined,
  statusCode?: number,
][] = [
  ['document', 'GET', '/cart', document, page],
  ['document', 'GET', '/cart', { accept: 'text/html' }, page],
  ['document', 'GET', '/nothing', document, undefined, 404],
  ['document', 'GET', '/api/x', document, handler],
  ['data', 'GET', '/api/x', { accept: 'text/html' }, handler],
  ['data', 'GET', '/api/x', { 'sec-fetch-dest': 'empty' }, handler],
  ['data', 'GET', '/api/chart.png', { 'sec-fetch-dest': 'image' }, handler],
  ['navigation', 'GET', '/cart', { rsc: '1' }, page],
  ['navigation', 'GET', '/_next/data/build/cart.json', { 'x-nextjs-data': '1' }, page],
  ['prefetch', 'GET', '/cart', { rsc: '1', 'next-router-prefetch': '1' }, page],
  ['prefetch', 'GET', '/cart', { rsc: '1', 'next-router-segment-prefetch': '/_tree' }, page],
  ['prefetch', 'GET', '/cart', { ...document, 'sec-purpose': 'prefetch;prerender' }, page],
  ['prefetch', 'GET', '/cart', { rsc: '1', 'next-router-prefetch': '2' }, page],
  ['prefetch', 'GET', '/cart', { rsc: '1', 'next-router-prefetch': '3' }, page],
  ['prefetch', 'GET', '/_next/data/b/cart.json', { 'x-nextjs-data': '1', purpose: 'prefetch' }, page],
  [
    'prefetch',
    'GET',
    '/_next/data/b/cart.json',
    { 'x-nextjs-data': '1', 'x-middleware-prefetch': '1' },
    page,
  ],
  ['prefetch', 'GET', '/cart', { ...document, 'sec-purpose': 'prefetch' }, page],
  ['navigation', 'HEAD', '/_next/data/b/cart.json', { 'x-nextjs-data': '1' }, page, 304],
  ['document', 'GET', '/cart', { ...document, 'if-none-match': '"x"' }, page, 304],
  ['document', 'POST', '/cart', document, page],
  ['document', 'GET', '/cart', { 'sec-fetch-dest': 'iframe' }, page],
  ['data', 'HEAD', '/cart', { accept: 'text/html' }, page],
  ['data', 'HEAD', '/api/x', {}, handler],
  ['action', 'POST', '/cart', { 'next-action': '60aa' }, page, 409],
  ['hmr', 'GET', '/cart', { rsc: '1', 'next-hmr-refresh': '1' }, page],
  ['action', 'POST', '/cart', { 'next-action': '60aa', rsc: '1' }, page],
  ['asset', 'GET', '/_next/static/chunks/a.js', {}],
  ['asset', 'GET', '/base/_next/static/chunks/a.js', {}],
  ['asset', 'GET', '/_next/image', { 'sec-fetch-dest': 'image' }],
  ['asset', 'GET', '/favicon.ico', {}, { kind: 'APP_ROUTE', pathname: '/favicon.ico' }],
  ['asset', 'GET', '/logo.png', { 'sec-fetch-dest': 'image' }, undefined, 404],
  ['asset', 'GET', '/robots.txt', {}],
  ['data', 'GET', '/wp-login.php', {}, undefined, 404],
  ['internal', 'GET', '/_next/mcp', {}],
  ['internal', 'POST', '/__nextjs_original-stack-frames', {}],
]

test('what Next.js takes out of a head afterwards has been read', () => {
  const headers: IncomingHttpHeaders = { rsc: '1', 'next-router-prefetch': '1', accept: '*/*' }
  const request = { method: 'GET', headers } as IncomingMessage
  const intent = requestIntent(request)
  delete headers.rsc
  delete headers['next-router-prefetch']
  expect(requestPurpose(request, '/cart', intent, page, 200)).toBe('prefetch')
})

describe('the purpose of a request', () => {
  test.each(cases)('%s: %s %s %o', (purpose, method, path, headers, route, statusCode = 200) => {
    const request = { method, headers } as IncomingMessage
    expect(requestPurpose(request, path, requestIntent(request), route, statusCode)).toBe(purpose)
  })
})
