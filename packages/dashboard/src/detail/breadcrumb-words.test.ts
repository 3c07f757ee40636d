import { expect, it } from 'vitest'
import { beforeText, dataText } from './breadcrumb-words.ts'

it('says how long before the error something was', () => {
  expect(beforeText(1000, 2240)).toBe('−1.24 s')
  expect(beforeText(3000, 2000)).toBe('+1.00 s')
})

it('says what else is known', () => {
  expect(dataText({ status: 503, cached: false })).toBe('status 503, cached false')
  expect(dataText(undefined)).toBe('')
})
