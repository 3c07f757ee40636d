import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AppCopy, copyApp, type NextVersion, startNextApp } from '../support/next-app.ts'
import { startKymoDev, stopKymoDev } from '../support/shop.ts'
import { Client } from './client.ts'
import { reader, startCollector } from './collector.ts'
import { type CountingUpstream, startCountingUpstream } from './counting-upstream.ts'
import { expectExact, settle } from './exact.ts'
import { editWhileAsking, type Life } from './hot-reload.ts'
import type { ProcessState } from './process-state.ts'
import type { Account } from './reconcile.ts'
import { note, printReport } from './report.ts'

/*
 * Counting survives hot reload: whatever of an app is edited while requests go through it, every request, fetch and
 * action is there afterwards, and once. The client knows what it has sent and what that causes; the upstream counts
 * what reaches it.
 */

let upstream: CountingUpstream
let begun: number
const copies: AppCopy[] = []

beforeEach(async () => {
  upstream = await startCountingUpstream()
})

afterEach(async () => {
  await upstream?.close()
  for (const copy of copies.splice(0)) await copy.remove()
})

afterAll(printReport)

/** A quiet machine needs two minutes; a busy one may take its time. */
const options = { timeout: 900_000 }

describe('next dev', () => {
  test('200 edits lose nothing, double nothing, and leave nothing of the agent behind', options, async () => {
    const bare = await withoutAgent(55)
    const lives = await underAgent('next dev', '16.4', 200, [40, 80])
    expect(lives.map(({ edits }) => edits)).toEqual([39, 39, 120])
    const life = lastLife(lives)
    // No request is kept alive that Next.js would let go. Of the agent only spans are, a few hundred bytes each, by what
    // began in a request and is kept.
    expect(perEdit(life, ({ alive }) => alive.requests)).toBeLessThan(
      perEdit(bare, ({ alive }) => alive.requests) + 0.3,
    )
    expect(perEdit(life, ({ alive }) => alive.spans)).toBeLessThan(4)
    expect(perEdit(life, ({ heap }) => heap) - perEdit(bare, ({ heap }) => heap)).toBeLessThan(256 * 1024)
  })

  test('nor do those of an app of Next.js 15.5', options, async () => {
    await underAgent('next dev, 15.5', '15.5', 23, [12])
  })
})

describe('next dev --webpack, under kymo dev', () => {
  test('50 edits lose nothing and double nothing', options, async () => {
    const { folder } = await copied('16.4')
    const kymo = await startKymoDev(folder, {
      command: ['next', 'dev', '--webpack'],
      env: { UPSTREAM_URL: upstream.url },
    })
    const client = new Client(kymo.app)
    try {
      const lives = await editWhileAsking(folder, client, 50, [20])
      const found = await settle(reader(kymo.url), client, upstream)
      tell('next dev --webpack', client, lives, found)
      expectExact(found, client, upstream)
      expectSamePatches(lives)
    } finally {
      await stopKymoDev(kymo)
    }
    // What the exit delivered, and what is on disk.
    const kept = await startCollector(join(folder, '.kymo/store'))
    try {
      expectExact(await settle(kept.read, client, upstream), client, upstream)
    } finally {
      await kept.close()
    }
  })
})

/** What the bundler and Next.js themselves keep of each edit. */
async function withoutAgent(edits: number): Promise<Life> {
  const { folder } = await copied('16.4')
  const app = await startNextApp(folder, 'dev', { UPSTREAM_URL: upstream.url })
  const client = new Client(app.url)
  try {
    const lives = await editWhileAsking(folder, client, edits, [])
    tell('next dev without Kymo', client, lives)
    return lastLife(lives)
  } finally {
    await app.process.stop()
    upstream.reset()
  }
}

/** Edits an app with the agent preloaded, in front of a real collector, and expects all of it to be counted. */
async function underAgent(
  run: string,
  version: NextVersion,
  edits: number,
  restarts: readonly number[],
): Promise<readonly Life[]> {
  const { folder } = await copied(version)
  const collector = await startCollector()
  const env = {
    KYMO_URL: collector.url,
    KYMO_TOKEN: collector.token,
    KYMO_ENV: 'development',
    UPSTREAM_URL: upstream.url,
    // As `kymo dev` has it.
    NEXT_EXIT_TIMEOUT_MS: '2000',
  }
  const app = await startNextApp(folder, 'dev', env, version)
  const client = new Client(app.url)
  try {
    const lives = await editWhileAsking(folder, client, edits, restarts)
    // Its exit delivers all that is left.
    await app.process.stop()
    const found = await settle(collector.read, client, upstream)
    tell(run, client, lives, found)
    expectExact(found, client, upstream)
    expectSamePatches(lives)
    return lives
  } finally {
    await app.process.stop()
    await collector.close()
  }
}

async function copied(version: NextVersion): Promise<AppCopy> {
  const copy = await copyApp('e2e/apps/hmr', version)
  copies.push(copy)
  begun = performance.now()
  return copy
}

function tell(run: string, client: Client, lives: readonly Life[], found?: Account): void {
  const { before, after } = lastLife(lives)
  note({
    run,
    // Those of the configuration are between two lives.
    edits: lives.reduce((sum, { edits }) => sum + edits, lives.length - 1),
    client,
    account: found,
    states: [before, after],
    seconds: (performance.now() - begun) / 1000,
  })
}

function expectSamePatches(lives: readonly Life[]): void {
  for (const { before, after } of lives) {
    expect(before.patches.fetchFrames).not.toEqual([])
    expect(after.patches).toEqual(before.patches)
  }
}

/** Of the last process, from its first requests to its last. */
const lastLife = (lives: readonly Life[]) => lives.at(-1) as Life

/** What each edit left behind. */
const perEdit = ({ before, after, edits }: Life, of: (state: ProcessState) => number) =>
  (of(after) - of(before)) / edits
