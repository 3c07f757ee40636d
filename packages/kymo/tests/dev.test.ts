import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PerformanceMetrics, RuntimeSnapshot } from '@kymo/protocol'
import { browserKey } from '@kymo/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bin, cleanEnvironment, type KymoProcess, kymo, observe } from './kymo-process.ts'

/** A server of a few lines, as a user may have it, that says where it listens. */
const SERVER = `
import { createServer } from 'node:http'
const server = createServer((request, response) => {
  if (request.url === '/end') { response.end('ending'); setTimeout(() => process.exit(7), 50); return }
  response.end('hello')
})
server.listen(0, '127.0.0.1', () => console.log('app at http://127.0.0.1:' + server.address().port))
`

let root: string
let running: KymoProcess[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kymo-dev-'))
  running = []
  await writeFile(join(root, 'server.mjs'), SERVER)
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'small-app', scripts: { dev: 'node server.mjs' } }),
  )
})

afterEach(async () => {
  for (const { child, exited } of running) {
    child.kill('SIGTERM')
    await exited
  }
  await rm(root, { recursive: true, force: true })
})

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): KymoProcess {
  const process = kymo(args, { cwd: root, env })
  running.push(process)
  return process
}

/** `kymo dev` with its app up; the dashboard's and the app's address. */
async function startDev(...args: string[]): Promise<{ dev: KymoProcess; url: string; app: string }> {
  const dev = start(['dev', '--port', String(await freePort()), ...args])
  const [, url] = await dev.printed(/kymo {2}(http:\S+)/)
  const [, app] = await dev.printed(/app at (http:\S+)/)
  return { dev, url: url as string, app: app as string }
}

async function freePort(): Promise<number> {
  const server = await occupy(0)
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

function occupy(port: number): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

async function until<Value>(condition: () => Promise<Value | undefined | false>): Promise<Value> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const value = await condition().catch(() => undefined)
    if (value !== undefined && value !== false) return value
    if (Date.now() > deadline) throw new Error(`It did not become true: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const read = async <View>(url: string): Promise<View> => (await (await fetch(url)).json()) as View

describe('kymo dev', () => {
  test('runs the command it is given and shows its requests', async () => {
    const { url, app } = await startDev('--', 'node', 'server.mjs')
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
      const dev = start(['dev', '--port', String(await freePort()), ...args, '--', 'node', '-e', show])
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
    expect(await environmentOf('--no-page-script')).toMatchObject({ KYMO_BROWSER_KEY: '' })
  })

  test.each([{ KYMO_DISABLED: '1' }, { KYMO_MODE: 'disabled' }])(
    'with %j leaves the app alone, and says so',
    async (off) => {
      const dev = start(['dev', '--port', String(await freePort()), '--', 'node', '-p', 'process.env'], off)
      await dev.printed(/the app is not observed: KYMO_(DISABLED=1|MODE=disabled) is set/)
      expect(await dev.exited).toBe(0)
      expect(dev.stdout()).not.toMatch(/KYMO_URL|KYMO_TOKEN|--import/)
    },
  )

  test("runs the package's dev script when given no command, and calls the app by its name", async () => {
    const { url, app } = await startDev()
    await (await fetch(app)).text()
    const [session] = await until(async () => {
      const { sessions } = await read<RuntimeSnapshot>(`${url}/api/runtime`)
      return sessions.length > 0 && sessions
    })
    expect(session).toMatchObject({ app: 'small-app', method: 'GET', url: '/', statusCode: 200 })
  })

  test("lets exactly the app's own pages read", async () => {
    const { url, app } = await startDev('--', 'node', 'server.mjs')
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
    const { app } = await startDev('--', 'node', 'server.mjs')
    await (await fetch(`${app}/deep`)).text()
    const folder = join(root, 'src', 'pages')
    await mkdir(folder, { recursive: true })
    const top = await until(async () => {
      const process = kymo(['top'], { cwd: folder })
      expect(await process.exited).toBe(0)
      return process.stdout().includes('/deep') && process.stdout()
    })
    expect(top).toContain('GET /deep')
  })

  test("ends with the app, and with the app's exit code", async () => {
    const { dev, app, url } = await startDev('--', 'node', 'server.mjs')
    await (await fetch(`${app}/end`)).text()
    expect(await dev.exited).toBe(7)
    await expect(fetch(url)).rejects.toThrow()
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGSEGV', 139],
  ] as const)('an app that %s ends is told of as a shell does', async (signal, code) => {
    const dev = start([
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
    const dev = start(['dev', '--port', String(await freePort()), '--', 'cat'])
    dev.child.stdin.end('piped in')
    await dev.printed(/piped in/)
    expect(await dev.exited).toBe(0)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the app and the collector', async (signal) => {
    const { dev, app, url } = await startDev('--', 'node', 'server.mjs')
    dev.child.kill(signal)
    await dev.exited
    await expect(fetch(url)).rejects.toThrow()
    await expect(fetch(app)).rejects.toThrow()
  })

  test('ends what the app has left running in the background', async () => {
    const script = `node server.mjs & echo $! > background.pid; wait`
    const { dev, app } = await startDev('--', 'sh', '-c', script)
    dev.child.kill('SIGTERM')
    await dev.exited
    await expect(fetch(app)).rejects.toThrow()
  })

  test('takes the next free port and says so', async () => {
    const server = await occupy(0)
    const { port } = server.address() as { port: number }
    const dev = start(['dev', '--port', String(port), '--', 'node', 'server.mjs'])
    await dev.printed(new RegExp(`port ${port} is in use`))
    const [, url] = await dev.printed(/kymo {2}(http:\S+)/)
    expect(Number(new URL(url as string).port)).toBeGreaterThan(port)
    server.close()
  })

  test('in a project where it already runs, shows the app there', async () => {
    const { url } = await startDev('--', 'node', 'server.mjs')
    const second = start(['dev', '--', 'node', 'server.mjs'])
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
    const both = [1, 2].map(() => start(['dev', '--port', port, '--', 'node', 'server.mjs']))
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
    const first = await startDev('--', 'node', 'server.mjs')
    const second = start(['dev', '--', 'node', 'server.mjs'])
    const [, app] = await second.printed(/app at (http:\S+)/)
    await (await fetch(`${app}/before`)).text()
    first.dev.child.kill('SIGTERM')
    await first.dev.exited
    await (await fetch(`${app}/after`)).text()
    await second.printed(/the dashboard goes on here/)
    const third = start(['dev', '--', 'node', 'server.mjs'])
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
    const first = await startDev('--', 'node', 'server.mjs')
    await (await fetch(`${first.app}/before`)).text()
    await until(async () => (await read<RuntimeSnapshot>(`${first.url}/api/runtime`)).sessions.length === 1)
    first.dev.child.kill('SIGTERM')
    await first.dev.exited
    const second = await startDev('--', 'node', 'server.mjs')
    expect((await read<RuntimeSnapshot>(`${second.url}/api/runtime`)).sessions).toMatchObject([
      { url: '/before' },
    ])
  })

  test('keeps its token in a file that only its owner can read, while it runs', async () => {
    const { dev } = await startDev('--', 'node', 'server.mjs')
    const file = join(root, '.kymo', 'collector.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(join(root, '.kymo'))).mode & 0o777).toBe(0o700)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: dev.child.pid })
    dev.child.kill('SIGTERM')
    await dev.exited
    expect(await readdir(join(root, '.kymo'))).not.toContain('collector.json')
  })

  test('passes over a discovery file that a crash has left', async () => {
    const first = await startDev('--', 'node', 'server.mjs')
    first.dev.child.kill('SIGKILL')
    await first.dev.exited
    // Nobody was left to end the app.
    await (await fetch(`${first.app}/end`)).text()
    const { url } = await startDev('--', 'node', 'server.mjs')
    expect((await fetch(`${url}/api/status`)).status).toBe(200)
  })
})

describe('what cannot be done is said with a code', () => {
  test.each([
    [['dev', '--port', 'x'], 'BAD_OPTION'],
    [['dev', '--port', '70000'], 'BAD_OPTION'],
    [['dev', '--allow-origin', 'localhost'], 'BAD_OPTION'],
    [['dev', '--slow', '0'], 'BAD_OPTION'],
    [['dev', '--nonsense'], 'USAGE'],
    [['nonsense'], 'UNKNOWN_COMMAND'],
    [['--nonsense'], 'USAGE'],
    [['dev', '--', 'no-such-program-here'], 'COMMAND_NOT_FOUND'],
    [['top'], 'NO_COLLECTOR'],
    [['tail'], 'NO_COLLECTOR'],
    [['top', '--url', 'nonsense'], 'BAD_URL'],
    [['tail', '--url', 'http://127.0.0.1:9'], 'COLLECTOR_UNREACHABLE'],
  ])('kymo %j', async (args, code) => {
    const process = start(args, { KYMO_PORT: String(await freePort()) })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(new RegExp(`^${code} `, 'm'))
  })

  test.each([
    [['dev', 'node', 'server.mjs'], 'kymo dev -- node server.mjs'],
    [['dev', '--', 'node server.mjs'], 'kymo dev -- node server.mjs'],
    [['tail', '--kind', 'bogus'], 'request, fetch'],
  ])('kymo %j, and what to do is said with it', async (args, hint) => {
    const process = start(args, { KYMO_PORT: String(await freePort()) })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toContain(hint)
  })

  test('a package manager that is not there', async () => {
    await writeFile(join(root, 'pnpm-lock.yaml'), '')
    const process = start(['dev'], { PATH: '' })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(
      /^COMMAND_NOT_FOUND {2}There is no pnpm on this machine, and the project's lockfile/m,
    )
    expect(process.stderr()).toContain('kymo dev -- next dev')
  })

  test('without a dev script', async () => {
    await writeFile(join(root, 'package.json'), '{}')
    const process = start(['dev'])
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(/^NO_DEV_SCRIPT/)
  })
})

test.each([[['--help']], [['dev', '--help']], [['--version']], [[]]])(
  'kymo %j explains and ends with 0',
  async (args) => {
    const process = start(args)
    expect(await process.exited).toBe(0)
    expect(process.stdout()).toContain('kymo')
  },
)

/** Node at a terminal of its own, which `script` makes; what is written to its standard input is typed there. */
const terminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')

describe.skipIf(!terminal)('at a terminal', () => {
  const CTRL_C = '\u0003'
  /** Takes its time to end, and says how often it was asked to. */
  const PATIENT = `
    let asked = 0
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
      console.log(signal + ' ' + ++asked)
      if (process.env.STUBBORN === undefined) setTimeout(() => process.exit(0), 500)
    })
    setInterval(() => {}, 1000)
    console.log('app is process ' + process.pid)`

  async function atTerminal(command: string, env: NodeJS.ProcessEnv = {}) {
    await writeFile(join(root, 'patient.mjs'), PATIENT)
    const port = await freePort()
    // The shell lives on, as a person's does: it is not the terminal's end that ends the app.
    const line = `trap : INT; ${process.execPath} ${bin} dev --port ${port} -- ${command}; echo "shell got $?"; cat`
    const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: root, env: cleanEnvironment(env) })
    const shell = observe(child)
    running.push(shell)
    const [, pid] = await shell.printed(/app is process (\d+)/)
    return { shell, pid: Number(pid) }
  }

  const ended = (pid: number) =>
    until(async () => {
      try {
        process.kill(pid, 0)
        return false
      } catch {
        return true
      }
    })

  test('Ctrl-C reaches the app once, and it ends in its own time', async () => {
    const { shell } = await atTerminal('node patient.mjs')
    shell.child.stdin.write(CTRL_C)
    await shell.printed(/shell got 0/)
    expect(shell.stdout().match(/SIG\w+ \d/g)).toEqual(['SIGINT 1'])
  })

  test('what a script of a shell has started ends with it', async () => {
    const { shell, pid } = await atTerminal(`sh -c 'node patient.mjs; true'`)
    const { pid: kymoPid } = JSON.parse(await readFile(join(root, '.kymo', 'collector.json'), 'utf8'))
    process.kill(kymoPid, 'SIGTERM')
    await shell.printed(/shell got 143/)
    await ended(pid)
    expect(shell.stdout().match(/SIG\w+ \d/g)).toEqual(['SIGTERM 1'])
  })

  test('an app that does not want to end is killed with all it has started, and that is said', async () => {
    const { shell, pid } = await atTerminal(`sh -c 'node patient.mjs; true'`, { STUBBORN: '1' })
    shell.child.stdin.write(CTRL_C)
    await shell.printed(/did not end within 8 seconds/)
    await shell.printed(/shell got 137/)
    await ended(pid)
  })
})
