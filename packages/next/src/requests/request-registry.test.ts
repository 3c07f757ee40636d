import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { ActiveSpan } from '@kymo/node'
import { expect, test } from 'vitest'
import type { WorkStore } from '../internals/next-types.ts'
import { RequestRegistry } from './request-registry.ts'

const span = { kind: 'request' } as ActiveSpan
const store: WorkStore = { page: '/cart/page', route: '/cart', htmlRequestId: 'html' }

test('until its end, what Next.js keeps of the render is known', () => {
  const requests = new RequestRegistry()
  requests.add(span, new IncomingMessage(new Socket()))
  requests.setWork(span, store)
  expect(requests.workOf(span)).toBe(store)
  requests.end(span)
  expect(requests.workOf(span)).toBeUndefined()
  requests.setWork(span, store)
  expect(requests.workOf(span)).toBeUndefined()
})

test('a span that lives on does not keep its request alive', async () => {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  const requests = new RequestRegistry()
  const within = { kind: 'action' } as ActiveSpan
  add()
  // Only as a yes or no: a matcher would keep the request.
  expect(requests.requestOf(span) !== undefined).toBe(true)
  expect(requests.requestSpanOf(within)).toBe(span)
  await expect
    .poll(() => {
      gc()
      return requests.requestOf(span) === undefined
    })
    .toBe(true)

  function add(): void {
    const request = new IncomingMessage(new Socket())
    requests.add(span, request)
    requests.join(within, request)
  }
})
