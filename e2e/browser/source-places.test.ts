import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErrorGroup, ErrorGroupDetail, Page, SessionDetail } from '@kymo/protocol'
import type { Browser, Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { type AppCopy, copyApp } from '../support/next-app.ts'
import { type KymoDev, startKymoDev, stopKymoDev } from '../support/shop.ts'

const PAGE = `'use client'

import { checkOut } from '../../lib/check-out'

export default function Cart() {
  const pay = () => {
    checkOut(3)
  }
  return <button onClick={pay}>Pay</button>
}
`
const LIB = `type Items = number

export function checkOut(items: Items): void {
  if (items > 0) {
    throw new RangeError(\`nothing to pay \${items} with\`)
  }
}
`

describe.sequential.each([
  ['16.4', '--turbopack'],
  ['16.4', '--webpack'],
  ['15.5', '--turbopack'],
] as const)('an error in a page of Next.js %s dev %s', (version, bundler) => {
  let app: AppCopy
  let kymo: KymoDev
  let browser: Browser
  let tab: Tab

  beforeAll(async () => {
    app = await copyApp('e2e/apps/inspector', version)
    await mkdir(join(app.folder, 'app/cart'))
    await writeFile(join(app.folder, 'app/cart/page.tsx'), PAGE)
    await writeFile(join(app.folder, 'lib/check-out.ts'), LIB)
    kymo = await startKymoDev(app.folder, { command: ['next', 'dev', bundler] })
    browser = await launchBrowser()
    tab = await browser.newPage()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    if (kymo !== undefined) await stopKymoDev(kymo)
    await app?.remove()
  })

  const groups = async () => (await kymo.get<Page<ErrorGroup>>('/api/errors?mechanism=window')).rows
  const pay = () => tab.evaluate(() => document.querySelector('button')?.click())

  test('is told by its place in the source, with the code around it, in its session', async () => {
    await tab.goto(`${kymo.app}/cart`, { timeout: 120_000 })
    await expect
      .poll(
        async () => {
          await pay()
          return (await groups()).length
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(1)
    const [group] = await groups()
    expect(group).toMatchObject({
      type: 'RangeError',
      message: 'nothing to pay 3 with',
      sessions: 1,
      latest: {
        runtime: 'browser',
        source: { file: 'lib/check-out.ts', line: 5, function: 'checkOut' },
        code: { firstLine: 2, lines: LIB.split('\n').slice(1, 8) },
      },
    })
    expect(group?.latest.stack).toMatch(
      /at checkOut \(lib\/check-out\.ts:5:\d+\)\n.*at pay \(app\/cart\/page\.tsx:7:\d+\)/,
    )
    const { session } = await kymo.get<SessionDetail>(`/api/sessions/${group?.latest.sessionId}?spans=0`)
    expect(session).toMatchObject({ opener: 'document', url: '/cart', visit: { type: 'load' } })
  })

  test('stays the same mistake when an edit moves it, and is told by its new place', async () => {
    const [before] = await groups()
    await app.edit('lib/check-out.ts', (text) => `// One\n// Two\n${text}`)
    const detail = () => kymo.get<ErrorGroupDetail>(`/api/errors/${before?.fingerprint}`)
    await expect
      .poll(
        async () => {
          await pay()
          return (await detail()).errors[0]?.source?.line
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(7)
    expect((await detail()).errors[0]?.code).toEqual({ firstLine: 4, lines: LIB.split('\n').slice(1, 8) })
    expect(await groups()).toHaveLength(1)
  })
})
