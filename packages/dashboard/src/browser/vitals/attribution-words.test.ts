import { expect, it } from 'vitest'
import { attributionWords } from './attribution-words.ts'

it('says the parts of a vital, the longest first, and then the rest', () => {
  expect(
    attributionWords('LCP', {
      timeToFirstByte: 120,
      resourceLoadDelay: 1300,
      elementRenderDelay: 0,
      url: '/hero.webp',
    }),
  ).toEqual(['resource load delay 1.30 s', 'time to first byte 120 ms', 'url /hero.webp'])
})

it('gives shifts no unit', () => {
  expect(attributionWords('CLS', { largestShiftValue: 0.3124, largestShiftTime: 2100 })).toEqual([
    'largest shift time 2.10 s',
    'largest shift value 0.312',
  ])
})
