import { AsyncLocalStorage } from 'node:async_hooks'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { type ActiveSpan, type Agent, type ExceptionReport, startAgent } from '@kymo/node'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ConsoleStore } from '../internals/next-types.ts'
import { RequestRegistry } from '../requests/request-registry.ts'
import { ErrorRecorder } from './error-recorder.ts'

let agent: Agent
let requests: RequestRegistry
let errors: ErrorRecorder
let before: number
let forget: () => void
const printing = new AsyncLocalStorage<ConsoleStore>()

beforeAll(() => {
  agent = startAgent({ url: 'http://127.0.0.1:2' })
})
afterAll(() => agent.stop())
beforeEach(() => {
  forget?.()
  requests = new RequestRegistry()
  errors = new ErrorRecorder(agent, { console: printing }, requests)
  forget = errors.observe()
  before = agent.stats.facts
})

const told = () => agent.stats.facts - before

/** Kept, as a server keeps its requests while they last. */
const kept: IncomingMessage[] = []

function request(): ActiveSpan {
  const span = agent.startSpan('request', 'GET', { parent: null })
  const message = new IncomingMessage(new Socket())
  kept.push(message)
  requests.add(span, message)
  return span
}

test('one error is told once of a request, by whomever it is recorded', () => {
  const span = request()
  const error = new Error('once')
  errors.record(error, span)
  errors.record(error, span, 'render')
  agent.exception(error, { span, escaped: true })
  agent.exception(error, { escaped: true })
  expect(told()).toBe(1)
  expect(errors.haveFailed(span)).toBe(true)
})

test('one error that fails several requests is told of each', () => {
  const error = new Error('kept')
  for (const span of [request(), request()]) {
    errors.record(error, span)
    errors.record(error, span)
  }
  expect(told()).toBe(2)
})

test('alike errors and texts are told each time', () => {
  const span = request()
  errors.record(new Error('alike'), span)
  errors.record(new Error('alike'), span)
  errors.record('alike', span)
  errors.record('alike', span)
  expect(told()).toBe(4)
})

test('how Next.js goes on is no error', () => {
  const span = request()
  for (const digest of [
    'NEXT_REDIRECT;push;/;307;',
    'NEXT_HTTP_ERROR_FALLBACK;404',
    'DYNAMIC_SERVER_USAGE',
  ]) {
    errors.record(Object.assign(new Error('control'), { digest }), span)
  }
  expect(told()).toBe(0)
  expect(errors.haveFailed(span)).toBe(false)
})

test('what fails where a page is rendered only to be checked is no failure of the request', () => {
  const span = request()
  printing.run({ dim: true }, () => errors.record(new Error('again'), span, 'render'))
  expect(told()).toBe(0)
  expect(errors.haveFailed(span)).toBe(false)
  printing.run({}, () => errors.record(new Error('again'), span, 'render'))
  expect(told()).toBe(1)
})

test('what fails only because the answer was sent is left out after what failed first', () => {
  const late = () => Object.assign(new Error('Cannot append headers'), { code: 'ERR_HTTP_HEADERS_SENT' })
  errors.record(late(), request())
  expect(told()).toBe(1)
  const span = request()
  errors.record(new Error('first'), span)
  errors.record(late(), span)
  expect(told()).toBe(2)
})

test('an error within a stage of a render is told of the request, and one of an action of the action', () => {
  const reports: ExceptionReport[] = []
  const stop = agent.onException((report) => {
    reports.push(report)
    return true
  })
  const span = request()
  const stage = agent.startSpan('render', 'build component tree', { parent: span })
  const action = agent.startSpan('action', 'buy', { parent: span })
  for (const within of [stage, action]) requests.join(within, requests.requestOf(span) as IncomingMessage)
  errors.record(new Error('in the render'), stage, 'render')
  errors.record(new Error('in the action'), action)
  stop()
  expect(reports.map((report) => [report.span, report.mechanism])).toEqual([
    [span, 'render'],
    [action, 'action'],
  ])
})

test('what an error has of Next.js is told of it', () => {
  const reports: ExceptionReport[] = []
  const stop = agent.onException((report) => {
    reports.push(report)
    return true
  })
  errors.record(Object.assign(new Error('x'), { digest: '123' }), undefined)
  stop()
  expect(reports[0]?.attributes['next.digest']).toBe('123')
})
