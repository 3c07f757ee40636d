import { describe, expect, it } from 'vitest'
import { pageKey, pageKeyOfReferer, pathOfPage } from './page-key.ts'

describe('the key of a page', () => {
  it.each([
    ['/', '', '/'],
    ['', '', '/'],
    ['/a', 'b=1', '/a?b=1'],
    ['/a', '_rsc=xyz', '/a'],
    ['/a', 'b=1&_rsc=xyz&c=2', '/a?b=1&c=2'],
    ['/a', '_rscx=1', '/a?_rscx=1'],
  ])('of %s?%s is %s', (path, query, expected) => {
    expect(pageKey(path, query)).toBe(expected)
  })

  it.each([
    ['http://localhost:3000', '/'],
    ['http://localhost:3000/', '/'],
    ['https://shop.test/a?b=1#c', '/a?b=1'],
    ['https://shop.test?b=1', '/?b=1'],
    ['HTTP://SHOP.test/A', '/A'],
    ['https://shop.test/a?_rsc=1', '/a'],
    ['/a', null],
    ['javascript:alert(1)', null],
    ['', null],
  ])('in the referer %j is %j', (referer, expected) => {
    expect(pageKeyOfReferer(referer)).toBe(expected)
  })

  it('has a path', () => {
    expect(pathOfPage('/a/b?c=/d')).toBe('/a/b')
  })
})
