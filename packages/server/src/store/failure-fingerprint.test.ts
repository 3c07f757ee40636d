import { describe, expect, it } from 'vitest'
import { fetchSpan, page } from '../testing/facts.ts'
import { rowsOf } from '../testing/rows.ts'
import { failureFingerprint } from './failure-fingerprint.ts'

describe('the fingerprint of a failure without an exception', () => {
  const ofSpan = (span: Parameters<typeof rowsOf>[0][number]) =>
    failureFingerprint(rowsOf([span])[0] as never)

  it('goes by route, and by what was asked of whom', () => {
    const failed = (path: string, statusCode = 500) =>
      ofSpan(page(path, { statusCode, route: '/product/[id]' }))
    expect(failed('/product/1')).toBe(failed('/product/2'))
    expect(failed('/product/1')).not.toBe(failed('/product/1', 503))
    const call = (url: string) => ofSpan(fetchSpan(undefined, { url, statusCode: 500, status: 'error' }))
    expect(call('http://api.test/things/12?a=1')).toBe(call('http://api.test/things/99'))
    expect(call('http://api.test/things/12')).not.toBe(call('http://other.test/things/12'))
  })
})
