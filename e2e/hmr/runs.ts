import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { type AppCopy, copyApp, type NextVersion, startNextApp } from '../support/next-app.ts'
import { Client } from './client.ts'
import { startCollector } from './collector.ts'
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

export let upstream: CountingUpstream
let begun: number
const copies: AppCopy[] = []

/** Starts what every run needs before each test, and ends it after; prints the runs' figures in the end. */
export function editing(): void {
  beforeEach(async () => {
    upstream = await startCountingUpstream()
  })

  afterEach(async () => {
    await upstream?.close()
    for (const copy of copies.splice(0)) await copy.remove()
  })

  afterAll(printReport)
}

/** A quiet machine needs a minute; a busy one may take its time. */
export const options = { timeout: 900_000 }

/** What the bundler and Next.js themselves keep of each edit. */
export async function withoutAgent(edits: number): Promise<Life> {
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
export async function underAgent(
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

export async function copied(version: NextVersion): Promise<AppCopy> {
  const copy = await copyApp('e2e/apps/hmr', version)
  copies.push(copy)
  begun = performance.now()
  return copy
}

export function tell(run: string, client: Client, lives: readonly Life[], found?: Account): void {
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

export function expectSamePatches(lives: readonly Life[]): void {
  for (const { before, after } of lives) {
    expect(before.patches.fetchFrames).not.toEqual([])
    expect(after.patches).toEqual(before.patches)
  }
}

/** Of the last process, from its first requests to its last. */
export const lastLife = (lives: readonly Life[]) => lives.at(-1) as Life

/** What the edits left behind. */
export const left = ({ before, after }: Life, of: (state: ProcessState) => number) => of(after) - of(before)
