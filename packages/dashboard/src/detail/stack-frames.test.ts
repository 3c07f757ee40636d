import { expect, it } from 'vitest'
import { leastTime } from '../../../../tests/support/least-time.ts'
import { stackLines, stackParts } from './stack-frames.ts'

const STACK = `TypeError: price is undefined
    at priceOf (lib/money.ts:12:9)
    at async Page (app/product/[id]/page.tsx:40:17)
    at renderToHTML (/app/node_modules/next/dist/server/render.js:100:5)
    at node:internal/process/task_queues:105:5
    at new Cart (lib/cart.ts:3)
[cause]: Error: no such product
    at app/actions.ts:7:1`

it('leaves out what the head says again, and tells the app’s own frames from others', () => {
  const lines = stackLines(STACK, 'TypeError', 'price is undefined')
  expect(lines.map(({ frame }) => frame && [frame.function, frame.file, frame.line, frame.own])).toEqual([
    ['priceOf', 'lib/money.ts', 12, true],
    ['Page', 'app/product/[id]/page.tsx', 40, true],
    ['renderToHTML', '/app/node_modules/next/dist/server/render.js', 100, false],
    [null, 'node:internal/process/task_queues', 105, false],
    ['new Cart', 'lib/cart.ts', 3, true],
    undefined,
    [null, 'app/actions.ts', 7, true],
  ])
  expect(stackParts(lines).map(({ own, lines }) => [own, lines.length])).toEqual([
    [true, 2],
    [false, 2],
    [true, 3],
  ])
})

it('reads frames as other browsers write them, and keeps what is none', () => {
  const [first, second] = stackLines('render@http://localhost:3000/_next/a.js:1:2\nwhat is this', 'Error', '')
  expect(first?.frame).toMatchObject({ function: 'render', line: 1, column: 2, own: false })
  expect(second).toEqual({ text: 'what is this', frame: undefined })
})

it('takes time in proportion to the length of what it is given', () => {
  const hostile = `${'at a ('.repeat(20_000)}\n${':1'.repeat(20_000)}x`
  expect(leastTime(() => stackLines(hostile, 'Error', ''), 2000)).toBeLessThan(2000)
})
