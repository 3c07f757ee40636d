import { execFileSync, spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RuntimeSnapshot } from '@kymo/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../tests/support/free-port.ts'
import { cleanEnvironment } from '../tests/support/program.ts'
import { processesWith, repository, start } from './support/processes.ts'
import { until } from './support/shop.ts'

/* `npm start` as the README gives it, in a fresh copy of the repository where nothing is installed. */

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kymo-start-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  for (const file of files.split('\0').filter(Boolean)) {
    await cp(join(repository, file), join(folder, file)).catch((error) => {
      // Listed, and deleted since: not a part of the tree any more.
      if (error.code !== 'ENOENT') throw error
    })
  }
})

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 }))

async function environment() {
  const [kymoPort, port] = [await freePort(), await freePort()]
  const env = {
    KYMO_PORT: String(kymoPort),
    PORT: String(port),
    KYMO_TEST_RUN: `start-${kymoPort}-${Date.now()}`,
  }
  return {
    env,
    mark: `KYMO_TEST_RUN=${env.KYMO_TEST_RUN}`,
    url: `http://localhost:${kymoPort}`,
    app: `http://localhost:${port}`,
  }
}

test('installs, builds and shows the shop with some traffic; SIGTERM to npm ends all of it', async () => {
  const { env, mark, url, app } = await environment()
  const npm = start('npm', ['start'], { cwd: folder, env })
  await npm.printed(/Ctrl-C ends/)
  expect(npm.output()).toContain(url)
  expect(npm.output()).toContain(app)
  const { sessions } = await until(async () => {
    const snapshot = (await (await fetch(`${url}/api/runtime`)).json()) as RuntimeSnapshot
    return snapshot.sessions.length >= 3 && snapshot
  })
  expect(sessions.map((session) => session.url)).toContain('/')
  expect(await (await fetch(url)).text()).toContain('<div id="root">')
  await npm.stop('SIGTERM')
  await until(async () => processesWith(mark).length === 0, 30_000)
})

test('Ctrl-C at a terminal ends all of it', async () => {
  const { env, mark } = await environment()
  // `script` gives it a terminal, and hands on what is typed.
  const terminal = spawn('script', ['-qec', 'npm start', '/dev/null'], {
    cwd: folder,
    env: cleanEnvironment(env),
  })
  let output = ''
  terminal.stdout.on('data', (chunk) => {
    output += chunk
  })
  await until(async () => output.includes('Ctrl-C ends'), 120_000)
  terminal.stdin.write('\u0003')
  await until(async () => processesWith(mark).length === 0, 30_000)
})
