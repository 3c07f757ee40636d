import { beforeEach, expect, test } from 'vitest'
import { endAbandonedCalls } from './abandoned-calls.ts'
import { CallSpan } from './call-span.ts'
import { OpenSpans } from './open-spans.ts'
import { RecordedSpan, type SpanSink } from './recorded-span.ts'

const START = 1_000_000
const MINUTE = 60_000

let open: OpenSpans
let written: { span: RecordedSpan; duration: number }[]
let sink: SpanSink

beforeEach(() => {
  open = new OpenSpans()
  written = []
  sink = {
    samples: () => true,
    write: (span, _status, duration) => written.push({ span, duration }),
    failed: (error) => {
      throw error
    },
  }
})

function call(parent?: RecordedSpan): CallSpan {
  return new CallSpan(sink, open, 'GET a', START, parent, false)
}

test('a call whose body nobody reads ends a minute after its head, as long as the head took', () => {
  const span = call()
  span.head = START + 5
  endAbandonedCalls(open, START + MINUTE)
  expect(written).toEqual([])
  endAbandonedCalls(open, START + MINUTE + 5)
  expect(written).toEqual([{ span, duration: 5 }])
  expect(open.all()).toEqual([])
})

test('a call that waits for its head is not abandoned', () => {
  call()
  endAbandonedCalls(open, START + 10 * MINUTE)
  expect(written).toEqual([])
})

test('while the request that asked for it goes on, its body may be streaming', () => {
  const request = new RecordedSpan(sink, 'request', 'GET', START, undefined)
  const span = call(request)
  span.head = START + 5
  endAbandonedCalls(open, START + 10 * MINUTE)
  expect(written).toEqual([])
  request.end()
  endAbandonedCalls(open, START + 10 * MINUTE)
  expect(written.at(-1)).toEqual({ span, duration: 5 })
})

test('a body that still comes is read by somebody', () => {
  const span = call()
  span.head = START + 5
  for (let received = 0; received < 5; received++) {
    span.received = received
    endAbandonedCalls(open, START + 10 * MINUTE)
  }
  expect(written).toEqual([])
  endAbandonedCalls(open, START + 10 * MINUTE)
  expect(written.at(-1)).toEqual({ span, duration: 5 })
})

test('open spans come and go in any order', () => {
  const spans = [call(), call(), call(), call()] as [CallSpan, CallSpan, CallSpan, CallSpan]
  open.remove(spans[1])
  open.remove(spans[1])
  expect(open.all()).toEqual([spans[0], spans[2], spans[3]])
  open.remove(spans[3])
  open.remove(spans[0])
  expect(open.all()).toEqual([spans[2]])
  open.remove(spans[2])
  expect(open.all()).toEqual([])
  open.add(spans[1])
  expect(open.all()).toEqual([spans[1]])
})
