import { expect, test } from 'vitest'
import {
  ERROR_REPORTER_DEFAULTS,
  ErrorReporter,
  getErrorReporter,
  getNetworkMonitor,
} from '../../src/index.ts'

test('on a server the monitors of errors and of the network may be called, and observe nothing', () => {
  const natives = [globalThis.fetch, console.error, console.warn]
  const reporter = getErrorReporter({ enabled: true })
  const monitor = getNetworkMonitor({ enabled: true })
  expect([reporter.running, monitor.running]).toEqual([false, false])
  reporter.setUser({ id: 1 })
  reporter.setTag('feature', 'checkout')
  reporter.setContext('cart', { items: 1 })
  reporter.addBreadcrumb({ message: 'one' })
  expect(reporter.captureException(new Error('one'))).toBeUndefined()
  expect(reporter.captureMessage('one')).toBeUndefined()
  expect(reporter.errors()).toEqual([])
  expect(reporter.statistics()).toMatchObject({ reported: 0, queued: 0 })
  expect(monitor.statistics()).toMatchObject({ calls: 0, p50: null, hosts: [] })
  expect(reporter.healthFigures()).toEqual({})
  expect([globalThis.fetch, console.error, console.warn]).toEqual(natives)
  reporter.stop()
})

test('a wrong dsn is told where it is given, and changes nothing; a right one switches it on, unless that is said', () => {
  const reporter = new ErrorReporter({ environment: 'test' })
  expect(() => reporter.configure({ integration: 'sentry' })).toThrow(/^kymo SENTRY_DSN: .* needs a dsn/)
  expect(() => reporter.configure({ dsn: 'https://your-sentry-dsn', environment: 'other' })).toThrow(
    'SENTRY_DSN',
  )
  expect(() => new ErrorReporter({ integration: ['kymo', 'sentry'] })).toThrow('SENTRY_DSN')
  expect(reporter.config).toMatchObject({ environment: 'test', dsn: undefined, integration: undefined })
  expect(ERROR_REPORTER_DEFAULTS.enabled).toBe(false)
  expect(reporter.configure({ dsn: 'https://key@localhost/1' }).config.enabled).toBe(true)
  reporter.stop()
  expect(reporter.configure({ dsn: 'https://key@localhost/2' }).config.enabled).toBe(false)
  expect(new ErrorReporter({ dsn: 'https://key@localhost/1', enabled: false }).config.enabled).toBe(false)
})
