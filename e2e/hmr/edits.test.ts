import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AppCopy, copyApp, startNextApp } from '../support/next-app.ts'
import { startKymoDev, stopKymoDev } from '../support/shop.ts'
import { Client } from './client.ts'
import { reader, startCollector } from './collector.ts'
import { type CountingUpstream, startCountingUpstream } from './counting-upstream.ts'
import { expectExact, settle } from './exact.ts'
import { editWhileAsking, type Life } from './hot-reload.ts'
import { note, printReport } from './report.ts'

/*
 * Counting survives hot reload: whatever of an app is edited while requests go through it, every request, fetch and
 * action is there afterwards, and once. The client knows what it has sent and what that causes; the upstream counts
 * what reaches it.
 */

let upstream: CountingUpstream
let copy: AppCopy
let begun: number

beforeEach(async () => {
  ;[upstream, copy] = await Promise.all([startCountingUpstream(), copyApp('e2e/apps/hmr')])
  begun = performance.now()
})

afterEach(async () => {
  await upstream?.close()
  await copy?.remove()
})

afterAll(printReport)

/** A quiet machine needs two minutes; a busy one may take its time. */
const options = { timeout: 900_000 }

const seconds = () => (performance.now() - begun) / 1000

/** Of the last process, from its first requests to its last. */
const lastLife = (lives: readonly Life[]) => lives.at(-1) as Life

/** Bytes that each edit left behind. */
const growth = ({ before, after, edits }: Life) => (after.heap - before.heap) / edits

const alive = ({ before, after }: Life) =>
  `${before.alive.requests}/${before.alive.spans} → ${after.alive.requests}/${after.alive.spans}`

function expectSamePatches(lives: readonly Life[]): void {
  for (const { before, after } of lives) expect(after.patches).toEqual(before.patches)
}

describe('next dev', () => {
  test('200 edits lose nothing, double nothing, and leave nothing of the agent behind', options, async () => {
    // What the bundler and Next.js themselves keep of each edit.
    const bare = await startNextApp(copy.folder, 'dev', { UPSTREAM_URL: upstream.url })
    const bareClient = new Client(bare.url)
    const bareLife = lastLife(await editWhileAsking(copy.folder, bareClient, 55, []))
    await bare.process.stop()
    note({
      run: 'next dev without Kymo',
      edits: 55,
      client: bareClient,
      heap: [bareLife.before.heap, bareLife.after.heap],
      alive: alive(bareLife),
      seconds: seconds(),
    })
    upstream.reset()
    begun = performance.now()

    const collector = await startCollector()
    const app = await startNextApp(copy.folder, 'dev', {
      KYMO_URL: collector.url,
      KYMO_TOKEN: collector.token,
      KYMO_ENV: 'development',
      UPSTREAM_URL: upstream.url,
    })
    const client = new Client(app.url)
    try {
      const lives = await editWhileAsking(copy.folder, client, 200, [40, 80])
      await app.process.stop()
      // Its exit has delivered all that was left.
      const found = await settle(collector.read, client, upstream)
      const life = lastLife(lives)
      note({
        run: 'next dev',
        edits: 200,
        client,
        account: found,
        heap: [life.before.heap, life.after.heap],
        alive: alive(life),
        seconds: seconds(),
      })
      expectExact(found, upstream)
      expectSamePatches(lives)
      expect(lives.map(({ edits }) => edits)).toEqual([39, 39, 120])
      // No request is kept alive; spans are, a few hundred bytes each, by what the app itself has not finished.
      const perEdit = (of: Life) => (of.after.alive.requests - of.before.alive.requests) / of.edits
      expect(perEdit(life)).toBeLessThan(perEdit(bareLife) + 0.3)
      expect((life.after.alive.spans - life.before.alive.spans) / life.edits).toBeLessThan(4)
      expect(growth(life) - growth(bareLife)).toBeLessThan(256 * 1024)
    } finally {
      await app.process.stop()
      await collector.close()
    }
  })
})

describe('next dev --webpack, under kymo dev', () => {
  test('50 edits lose nothing and double nothing', options, async () => {
    const kymo = await startKymoDev(copy.folder, {
      command: ['next', 'dev', '--webpack'],
      env: { UPSTREAM_URL: upstream.url },
    })
    const client = new Client(kymo.app)
    try {
      const lives = await editWhileAsking(copy.folder, client, 50, [20])
      const live = await settle(reader(kymo.url), client, upstream)
      const life = lastLife(lives)
      note({
        run: 'next dev --webpack',
        edits: 50,
        client,
        account: live,
        heap: [life.before.heap, life.after.heap],
        alive: alive(life),
        seconds: seconds(),
      })
      expectExact(live, upstream)
      expectSamePatches(lives)
    } finally {
      await stopKymoDev(kymo)
    }
    // What the exit delivered, and what is on disk.
    const kept = await startCollector(join(copy.folder, '.kymo/store'))
    try {
      expectExact(await settle(kept.read, client, upstream), upstream)
    } finally {
      await kept.close()
    }
  })
})
