import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { browserKey, type Collector, createCollector } from '@kymo/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { mentioning, sizeOf } from '../support/files.ts'
import { build, serve } from '../support/installed.ts'
import type { AppCopy, NextVersion } from '../support/next-app.ts'
import { repository } from '../support/processes.ts'
import { installed, probeServed, TELLING, takeOut, takeOutOfPages, tellersOf } from './installed-app.ts'
import { whatItTells } from './told.ts'

/*
 * Builds of an app with Kymo in its code, as docs/install.md says. Each bundler builds in one folder again and again, with
 * what it has kept of the build before.
 */

/** The app's copy, before the tests of a suite. */
function installedBefore(version: NextVersion): { readonly copy: AppCopy; readonly browsersLoad: string } {
  let copy: AppCopy
  beforeAll(async () => {
    copy = await installed(version)
  })
  afterAll(() => copy?.remove())
  return {
    get copy() {
      return copy
    },
    get browsersLoad() {
      return join(copy.folder, '.next/static')
    },
  }
}

describe('next 16.4, built by turbopack', () => {
  const app = installedBefore('16.4')
  let elsewhere: string
  let size: number

  beforeAll(async () => {
    await build(app.copy.folder, '16.4', { env: { ...TELLING, TEST_STANDALONE: '1' } })
    // Where nothing of the repository can be found.
    elsewhere = await mkdtemp(join(tmpdir(), 'kymo-standalone-'))
    await cp(join(app.copy.folder, '.next/standalone'), elsewhere, {
      recursive: true,
      verbatimSymlinks: true,
    })
  })
  afterAll(() => rm(elsewhere, { recursive: true, force: true }))

  test('has nothing of Kymo in what browsers load, though its variables were set', () => {
    expect(mentioning(app.browsersLoad, /kymo/i)).toEqual([])
    size = sizeOf(app.browsersLoad)
  })

  describe('next start', () => {
    whatItTells(() => app.copy.folder, 'start', '16.4')
  })

  describe('standalone', () => {
    whatItTells(() => join(elsewhere, relative(repository, app.copy.folder)), 'standalone', '16.4')
  })

  const probed = (env: Readonly<Record<string, string>>) => probeServed(app.copy.folder, 'start', '16.4', env)
  let switchedOff: readonly unknown[]
  let switchedOn: unknown

  test('can be probed', async () => {
    switchedOff = [await probed({}), await probed({ ...TELLING, KYMO_DISABLED: '1' })]
    switchedOn = await probed(TELLING)
  })

  pagesThatTell(app, '16.4', 'turbopack')

  test('is as large for browsers without what they would load', async () => {
    await takeOutOfPages(app.copy)
    await build(app.copy.folder, '16.4', { env: TELLING })
    expectSameSize(size, sizeOf(app.browsersLoad))
  })

  test('is to its process what it is without Kymo, where that is switched off', async () => {
    await takeOut(app.copy)
    await build(app.copy.folder, '16.4')
    const without = await probed({})
    for (const off of switchedOff) expect(off).toEqual(without)
    // The probe would see it.
    expect(switchedOn).not.toEqual(without)
  })
})

/* Under 16.4 the sizes, under 15.5 all else: what withKymo tells webpack is the same under both. */
describe('next 16.4, built by webpack', () => {
  const app = installedBefore('16.4')

  const options = { bundler: 'webpack', env: TELLING } as const
  beforeAll(() => build(app.copy.folder, '16.4', options))

  test('has nothing of Kymo in what browsers load, and is as large as without it', async () => {
    expect(mentioning(app.browsersLoad, /kymo/i)).toEqual([])
    const size = sizeOf(app.browsersLoad)
    await takeOutOfPages(app.copy)
    await build(app.copy.folder, '16.4', options)
    expectSameSize(size, sizeOf(app.browsersLoad))
  })
})

describe('next 15.5, built by webpack', () => {
  const app = installedBefore('15.5')
  beforeAll(() => build(app.copy.folder, '15.5'))

  test('has nothing of Kymo in what browsers load', () => {
    expect(mentioning(app.browsersLoad, /kymo/i)).toEqual([])
  })

  describe('next start', () => {
    whatItTells(() => app.copy.folder, 'start', '15.5')
  })

  pagesThatTell(app, '15.5', 'webpack')
})

/** Builds it anew. */
function pagesThatTell(
  app: ReturnType<typeof installedBefore>,
  version: NextVersion,
  bundler: 'turbopack' | 'webpack',
): void {
  const token = 'production'
  let collector: Collector
  beforeAll(async () => {
    collector = await createCollector({ port: 0, token, openReads: true })
  })
  afterAll(() => collector?.close())

  test('has it where that is asked for, and pages then tell of themselves', async () => {
    const env = { TEST_PAGE_URL: collector.url, TEST_PAGE_KEY: browserKey(token) }
    await build(app.copy.folder, version, { bundler, env })
    expect(mentioning(app.browsersLoad, /kymo/i).length).toBeGreaterThan(0)
    const served = await serve(app.copy.folder, 'start', version, env)
    const browser = await launchBrowser()
    try {
      await served.process.printed(/Ready in/)
      collector.allowOrigin(served.url)
      const page = await browser.newPage()
      const tellers = tellersOf(page)
      await page.goto(served.url)
      await expect.poll(tellers).toEqual(['browser documented'])
    } finally {
      await browser.close()
      await served.process.stop()
    }
  })
}

/** The names of its chunks differ, and with them the bytes that name them. */
function expectSameSize(bytes: number, without: number): void {
  console.log(`${bytes} bytes with the import, ${without} without`)
  expect(Math.abs(bytes - without)).toBeLessThan(400)
}
