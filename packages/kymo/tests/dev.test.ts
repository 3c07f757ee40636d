import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PerformanceMetrics, RuntimeSnapshot } from '@kymo/protocol'
import { browserKey } from '@kymo/server'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { kymo } from './kymo-process.ts'
import { occupy, read, until, useProject } from './project.ts'

const project = useProject()

describe('kymo dev', () => {
  test('runs the command it is given and shows its requests', async () => {
    const { url, app } = await project.startDev('--', 'node', 'server.mjs')
    for (let i = 0; i < 5; i++) await (await fetch(`${app}/items/${i}`)).text()
    const metrics = await until(async () => {
      const answer = await read<PerformanceMetrics>(`${url}/api/performance/metrics`)
      return answer.totalRequests >= 5 && answer
    })
    expect(metrics.totalRequests).toBe(5)
    expect(metrics.topSlowRoutes).toMatchObject([
      { method: 'GET', route: '/items/:id', derived: true, count: 5 },
    ])
  })

  test('tells the app where the collector is, and what its pages need', async () => {
    const show = `console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(KYMO_|NODE_OPTIONS)/.test(name)))))`
    const environmentOf = async (...args: string[]) => {
      const dev = project.start([
        'dev',
        '--port',
        String(await freePort()),
        ...args,
        '--',
        'node',
        '-e',
        show,
      ])
      const [line] = await dev.printed(/^\{.*\}$/m)
      return JSON.parse(line) as Record<string, string>
    }
    const env = await environmentOf('--allow-origin', 'http://shop.test', '--allow-origin', 'http://b.test')
    expect(env).toMatchObject({
      KYMO_URL: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      KYMO_ENV: 'development',
      KYMO_BROWSER_KEY: browserKey(env.KYMO_TOKEN as string),
      KYMO_PAGE_ORIGINS: 'http://shop.test,http://b.test',
      NODE_OPTIONS: expect.stringContaining('--import='),
    })
    expect(await environmentOf('--no-page-script')).toMatchObject({ KYMO_BROWSER_KEY: '', KYMO_PAGE_OFF: '' })
    const page = { components: false, memory: false, network: true }
    await writeFile(join(project.root, 'kymo.config.json'), JSON.stringify({ page }))
    expect(await environmentOf()).toMatchObject({ KYMO_PAGE_OFF: 'components,memory' })
  })

  test.each([{ KYMO_DISABLED: '1' }, { KYMO_MODE: 'disabled' }])(
    'with %j leaves the app alone, and says so',
    async (off) => {
      const dev = project.start(
        ['dev', '--port', String(await freePort()), '--', 'node', '-p', 'process.env'],
        off,
      )
      await dev.printed(/the app is not observed: KYMO_(DISABLED=1|MODE=disabled) is set/)
      expect(await dev.exited).toBe(0)
      expect(dev.stdout()).not.toMatch(/KYMO_URL|KYMO_TOKEN|--import/)
    },
  )

  test("runs the package's dev script when given no command, and calls the app by its name", async () => {
    const { url, app } = await project.startDev()
    await (await fetch(app)).text()
    const [session] = await until(async () => {
      const { sessions } = await read<RuntimeSnapshot>(`${url}/api/runtime`)
      return sessions.length > 0 && sessions
    })
    expect(session).toMatchObject({ app: 'small-app', method: 'GET', url: '/', statusCode: 200 })
  })

  test("lets exactly the app's own pages read", async () => {
    const { url, app } = await project.startDev('--', 'node', 'server.mjs')
    const from = (origin: string) => fetch(`${url}/api/status`, { headers: { origin } })
    const own = await until(async () => {
      const response = await from(app)
      return response.status === 200 && response
    })
    expect(own.headers.get('access-control-allow-origin')).toBe(app)
    const { port } = new URL(app)
    expect((await from(`http://localhost:${port}`)).status).toBe(200)
    for (const other of [
      `https://localhost:${port}`,
      `http://localhost:${Number(port) + 1}`,
      'http://example.com',
      'null',
    ]) {
      expect((await from(other)).status, other).toBe(403)
    }
  })

  test('is found by the other commands from any folder of the project', async () => {
    const { app } = await project.startDev('--', 'node', 'server.mjs')
    await (await fetch(`${app}/deep`)).text()
    const folder = join(project.root, 'src', 'pages')
    await mkdir(folder, { recursive: true })
    const top = await until(async () => {
      const process = kymo(['top'], { cwd: folder })
      expect(await process.exited).toBe(0)
      return process.stdout().includes('/deep') && process.stdout()
    })
    expect(top).toContain('GET /deep')
  })

  test("ends with the app, and with the app's exit code", async () => {
    const { dev, app, url } = await project.startDev('--', 'node', 'server.mjs')
    await (await fetch(`${app}/end`)).text()
    expect(await dev.exited).toBe(7)
    await expect(fetch(url)).rejects.toThrow()
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGSEGV', 139],
  ] as const)('an app that %s ends is told of as a shell does', async (signal, code) => {
    const dev = project.start([
      'dev',
      '--port',
      String(await freePort()),
      '--',
      'sh',
      '-c',
      `kill -${signal.slice(3)} $$`,
    ])
    expect(await dev.exited).toBe(code)
  })

  test('what is piped into it reaches the app', async () => {
    const dev = project.start(['dev', '--port', String(await freePort()), '--', 'cat'])
    dev.child.stdin.end('piped in')
    await dev.printed(/piped in/)
    expect(await dev.exited).toBe(0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the app and the collector', async (signal) => {
    const { dev, app, url } = await project.startDev('--', 'node', 'server.mjs')
    dev.child.kill(signal)
    await dev.exited
    await expect(fetch(url)).rejects.toThrow()
    await expect(fetch(app)).rejects.toThrow()
  })

  test('ends what the app has left running in the background', async () => {
    const script = `node server.mjs & echo $! > background.pid; wait`
    const { dev, app } = await project.startDev('--', 'sh', '-c', script)
    dev.child.kill('SIGTERM')
    await dev.exited
    await expect(fetch(app)).rejects.toThrow()
  })

  test('takes the next free port and says so', async () => {
    const server = await occupy(0)
    const { port } = server.address() as { port: number }
    const dev = project.start(['dev', '--port', String(port), '--', 'node', 'server.mjs'])
    await dev.printed(new RegExp(`port ${port} is in use`))
    const [, url] = await dev.printed(/kymo {2}(http:\S+)/)
    expect(Number(new URL(url as string).port)).toBeGreaterThan(port)
    server.close()
  })
})
