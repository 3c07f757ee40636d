import { describe, expect, test } from 'vitest'
import { formatTraceparent, parseTraceparent, spanIdToHex, traceIdToHex } from './trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

test.each([
  [`00-${TRACE}-${SPAN}-01`, true],
  [`00-${TRACE}-${SPAN}-00`, false],
  [`00-${TRACE}-${SPAN}-03`, true],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-brings`, true],
])('%s is understood', (header, sampled) => {
  const parent = parseTraceparent(header)
  expect(parent && [traceIdToHex(parent.traceId), spanIdToHex(parent.parentId), parent.sampled]).toEqual([
    TRACE,
    SPAN,
    sampled,
  ])
})

describe('what the specification says to ignore is ignored', () => {
  test.each([
    '',
    'nonsense',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}x-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-0g`,
  ])('%j', (header) => expect(parseTraceparent(header)).toBeUndefined())
})

test('what is written is read back', () => {
  const parent = parseTraceparent(`00-${TRACE}-${SPAN}-01`)
  expect(parent && formatTraceparent(parent.traceId, parent.parentId, parent.sampled)).toBe(
    `00-${TRACE}-${SPAN}-01`,
  )
})
