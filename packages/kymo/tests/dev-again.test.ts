import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuntimeSnapshot } from '@kymo/protocol'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { read, until, useProject } from './project.ts'

const project = useProject()

describe('kymo dev, again in the same project', () => {
  test('in a project where it already runs, shows the app there', async () => {
    const { url } = await project.startDev('--', 'node', 'server.mjs')
    const second = project.start(['dev', '--', 'node', 'server.mjs'])
    await second.printed(/already runs for this project/)
    const [, app] = await second.printed(/app at (http:\S+)/)
    await (await fetch(`${app}/from-the-second`)).text()
    await until(async () =>
      (await read<RuntimeSnapshot>(`${url}/api/runtime`)).sessions.some(
        (session) => session.url === '/from-the-second',
      ),
    )
  })

  test('in a project where two start at once, one dashboard shows both apps', async () => {
    const port = String(await freePort())
    const both = [1, 2].map(() => project.start(['dev', '--port', port, '--', 'node', 'server.mjs']))
    const apps = await Promise.all(both.map(async (dev) => (await dev.printed(/app at (http:\S+)/))[1]))
    const urls = await Promise.all(
      both.map(async (dev) => (await dev.printed(/(http:\/\/localhost\S+\d)/))[1]),
    )
    expect(urls[0]).toBe(urls[1])
    for (const [i, app] of apps.entries()) await (await fetch(`${app}/app-${i}`)).text()
    await until(async () => {
      const { sessions } = await read<RuntimeSnapshot>(`${urls[0]}/api/runtime`)
      return sessions.length === 2
    })
  })

  test('when the one that has the dashboard ends, another goes on with it, and nothing is lost', async () => {
    const first = await project.startDev('--', 'node', 'server.mjs')
    const second = project.start(['dev', '--', 'node', 'server.mjs'])
    const [, app] = await second.printed(/app at (http:\S+)/)
    await (await fetch(`${app}/before`)).text()
    first.dev.child.kill('SIGTERM')
    await first.dev.exited
    await (await fetch(`${app}/after`)).text()
    await second.printed(/the dashboard goes on here/)
    const third = project.start(['dev', '--', 'node', 'server.mjs'])
    await third.printed(/already runs for this project/)
    await until(async () => {
      const { sessions } = await read<RuntimeSnapshot>(`${first.url}/api/runtime`)
      return (
        sessions
          .map(({ url }) => url)
          .toSorted()
          .join() === '/after,/before'
      )
    })
  })

  test('keeps what it has seen over a restart', async () => {
    const first = await project.startDev('--', 'node', 'server.mjs')
    await (await fetch(`${first.app}/before`)).text()
    await until(async () => (await read<RuntimeSnapshot>(`${first.url}/api/runtime`)).sessions.length === 1)
    first.dev.child.kill('SIGTERM')
    await first.dev.exited
    const second = await project.startDev('--', 'node', 'server.mjs')
    expect((await read<RuntimeSnapshot>(`${second.url}/api/runtime`)).sessions).toMatchObject([
      { url: '/before' },
    ])
  })

  test('keeps its token in a file that only its owner can read, while it runs', async () => {
    const { dev } = await project.startDev('--', 'node', 'server.mjs')
    const file = join(project.root, '.kymo', 'collector.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(project.root, '.kymo'))).mode & 0o777).toBe(0o700)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: dev.child.pid })
    dev.child.kill('SIGTERM')
    await dev.exited
    expect(await readdir(join(project.root, '.kymo'))).not.toContain('collector.json')
  })

  test('passes over a discovery file that a crash has left', async () => {
    const first = await project.startDev('--', 'node', 'server.mjs')
    first.dev.child.kill('SIGKILL')
    await first.dev.exited
    // Nobody was left to end the app.
    await (await fetch(`${first.app}/end`)).text()
    const { url } = await project.startDev('--', 'node', 'server.mjs')
    expect((await fetch(`${url}/api/status`)).status).toBe(200)
  })
})
