import { spawn } from 'node:child_process'
import type { PulseSnapshot } from '@kymo/protocol'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../tests/support/free-port.ts'
import { cleanEnvironment, observe } from '../tests/support/program.ts'
import { launchBrowser } from './support/browser.ts'
import { processesWith, type Running, repository, start } from './support/processes.ts'
import { until } from './support/shop.ts'

/* `npm run demo:fleet` as the README gives it, but for the build: that is there, and others use it meanwhile. */

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

test('shows a fleet, a server that was killed as lost, and back; Ctrl-C at a terminal ends all of it', async () => {
  const [kymoPort, port] = [await freePort(), await freePort()]
  const mark = `fleet-${kymoPort}-${Date.now()}`
  // `script` gives it a terminal, and hands on what is typed.
  const terminal = spawn('script', ['-qec', 'npm run demo:fleet -- --no-build', '/dev/null'], {
    cwd: repository,
    env: cleanEnvironment({ KYMO_PORT: String(kymoPort), PORT: String(port), KYMO_TEST_RUN: mark }),
  })
  const { printed, output } = observe(terminal)
  let again: Running | undefined
  try {
    await printed(/Ctrl-C ends all/)
    const [, url] = (await printed(/Pulse +(http\S+)\/pulse/)) as unknown as [string, string]
    const [, token] = (await printed(/Token +(\S+)/)) as unknown as [string, string]
    const snapshot = async () =>
      (await (
        await fetch(`${url}/api/pulse`, { headers: { authorization: `Bearer ${token}` } })
      ).json()) as PulseSnapshot
    const fleet = async () => {
      const { processes } = await snapshot()
      return processes
        .map(({ app, hostname, role, runtime, state }) => [hostname, app, role, runtime, state].join(' '))
        .sort()
    }
    await expect
      .poll(fleet)
      .toEqual([
        'api-1 api server node alive',
        'api-2 api server node alive',
        'api-3 api server node alive',
        'jobs-1 mail worker node alive',
        'jobs-2 thumbnails worker python alive',
      ])
    // The load gets there: requests of the servers, jobs of the worker.
    await until(async () => {
      const { apps } = await snapshot()
      const requests = Object.fromEntries(apps.map(({ app, traffic }) => [app, traffic.requests]))
      return (requests.api ?? 0) > 10 && (requests.mail ?? 0) > 1
    })

    const page = await browser.newPage()
    await page.goto(`${url}/pulse`)
    await page.getByLabel('Token').fill(token)
    await page.keyboard.press('Enter')
    await page.getByText('api-2').first().waitFor()

    const pid = Number(/api-2 .*kill -9 (\d+)/.exec(output())?.[1])
    process.kill(pid, 'SIGKILL')
    await page
      .getByText(/lost since/)
      .first()
      .waitFor({ timeout: 30_000 })
    expect(await fleet()).toContain('api-2 api server node lost')

    const [, command] = await printed(/(cd examples\/api && .* server\.mjs)/)
    again = start('bash', ['-c', command as string])
    await page
      .getByText(/lost since/)
      .first()
      .waitFor({ state: 'detached', timeout: 30_000 })
    // The one that was killed has found a successor, and is not missed any more.
    await expect
      .poll(async () => (await fleet()).filter((line) => line.startsWith('api-2')))
      .toEqual(['api-2 api server node alive'])
    await page.close()
  } finally {
    // The command runs it as a child, which ends with the shell's group.
    if (again !== undefined) process.kill(-again.pid, 'SIGKILL')
    terminal.stdin.write('\u0003')
    await until(async () => processesWith(`KYMO_TEST_RUN=${mark}`).length === 0, 30_000)
  }
})
