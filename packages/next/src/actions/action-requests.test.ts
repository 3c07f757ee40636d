import { afterEach, expect, test, vi } from 'vitest'
import { capturesArguments } from './action-requests.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['development', undefined, true],
  ['development', '1', true],
  ['development', '0', false],
  ['production', undefined, false],
  ['production', '1', false],
])('in %s with KYMO_CAPTURE_ARGS=%s arguments are kept: %s', (mode, wanted, kept) => {
  vi.stubEnv('NODE_ENV', mode)
  vi.stubEnv('KYMO_CAPTURE_ARGS', wanted)
  expect(capturesArguments()).toBe(kept)
})
