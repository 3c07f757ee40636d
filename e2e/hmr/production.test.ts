import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { build } from '../support/installed.ts'
import { type AppCopy, copyApp, serveNextApp } from '../support/next-app.ts'
import { buildQuickly } from '../support/quick-build.ts'
import { Client } from './client.ts'
import { type HmrCollector, startCollector } from './collector.ts'
import { type CountingUpstream, startCountingUpstream } from './counting-upstream.ts'
import { expectExact, settle } from './exact.ts'
import { warmUp } from './hot-reload.ts'
import { inspect } from './process-state.ts'
import { note, printReport } from './report.ts'
import { VISITS, type Visit } from './visits.ts'

/*
 * The same app built, and under load.
 */

/** On a machine that may be busy. */
const options = { timeout: 600_000 }
const AT_ONCE = 100
const ROUNDS = 5

let upstream: CountingUpstream
let copy: AppCopy
let collector: HmrCollector

/** One build, which is served in either way. */
beforeAll(async () => {
  ;[upstream, copy] = await Promise.all([startCountingUpstream(), copyApp('e2e/apps/hmr')])
  await buildQuickly(copy)
  await build(copy.folder, '16.4', { env: { UPSTREAM_URL: upstream.url, OUTPUT: 'standalone' } })
})

beforeEach(async () => {
  collector = await startCollector()
})

afterEach(() => collector?.close())

afterAll(async () => {
  await upstream?.close()
  await copy?.remove()
})

afterAll(printReport)

test.each(['start', 'standalone'] as const)(
  'next %s, 100 requests at once: nothing lost, nothing double',
  options,
  async (mode) => {
    const app = await serveNextApp(copy.folder, mode, {
      KYMO_URL: collector.url,
      KYMO_TOKEN: collector.token,
      KYMO_ENV: 'production',
      UPSTREAM_URL: upstream.url,
    })
    // Of the build, which nobody observes, and of the way before.
    upstream.reset()
    const begun = performance.now()
    const client = new Client(app.url)
    try {
      await warmUp(client)
      const before = await inspect(client)
      for (let round = 0; round < ROUNDS; round++) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => client.ask(visit(i + round))))
      }
      const after = await inspect(client)
      await app.process.stop()
      const found = await settle(collector.read, client, upstream)
      note({
        run: `next ${mode}`,
        edits: 0,
        client,
        account: found,
        states: [before, after],
        seconds: (performance.now() - begun) / 1000,
      })
      expectExact(found, client, upstream)
      expect(after.patches).toEqual(before.patches)
      // A connection keeps alive the request that it was opened in, however many come after it.
      expect(after.alive.requests).toBeLessThan(3 * AT_ONCE)
    } finally {
      await app.process.stop()
    }
  },
)

const visits = VISITS.filter((visit) => visit !== 'inspect')
const visit = (number: number): Visit => visits[number % visits.length] as Visit
