import { describe, expect, it } from 'vitest'
import { derivePattern, MAX_DERIVED_ROUTES, OTHER_ROUTE, RoutePatterns } from './route-pattern.ts'

describe('a derived route', () => {
  it.each([
    ['/', '/'],
    ['/products', '/products'],
    ['/products/', '/products'],
    ['/product/17', '/product/:id'],
    ['/order/-3.5', '/order/:id'],
    ['/u/7f3b0d0e-8f0a-4b53-9a0b-1b1f0f6f9d11/edit', '/u/:id/edit'],
    ['/commit/9fceb02d0ae598e95dc970b74767f19372d61af8', '/commit/:id'],
    ['/o/64b7f9c2a1', '/o/:id'],
    ['/pay/cus_9s6XKzkNRiz8i3', '/pay/:id'],
    ['/share/V1StGXR8_Z5jdHi6B-myT', '/share/:id'],
    ['/api/v1/users', '/api/v1/users'],
    ['/blog/how-we-made-it', '/blog/how-we-made-it'],
    ['/deadbeef', '/deadbeef'],
    [`/${'x'.repeat(50)}`, '/:id'],
    ['/a/b/c/d/e/f/g/h/i/j', '/a/b/c/d/e/f/g/h/*'],
    ['//double', '/double'],
  ])('of %s is %s', (path, expected) => {
    expect(derivePattern(path, 'data', 200)).toBe(expected)
  })

  it('of what was not found is one for all', () => {
    expect(derivePattern('/wp-login.php', 'document', 404)).toBe('(not found)')
  })

  it.each([
    ['/_next/static/chunks/a1b2.js', '/_next/static/*'],
    ['/favicon.ico', '/*'],
    ['/images/a.png', '/images/*'],
    ['/', '/*'],
  ])('of the file %s is %s', (path, expected) => {
    expect(derivePattern(path, 'asset', 200)).toBe(expected)
  })

  it('beyond a number of them is one for all', () => {
    const routes = new RoutePatterns([{ app: 'shop', route: '/old' }])
    const made = Array.from({ length: 1000 }, (_, i) => routes.derive('shop', `/${word(i)}`, 'data', 200))
    expect(new Set(made).size).toBe(MAX_DERIVED_ROUTES)
    expect(made.at(-1)).toBe(OTHER_ROUTE)
    expect(routes.derive('shop', '/old', 'data', 200)).toBe('/old')
    expect(routes.derive('api', '/fresh', 'data', 200)).toBe('/fresh')
  })
})

/** A word without digits. */
function word(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}
