import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { type KymoProcess, kymo } from './kymo-process.ts'

/** A server of a few lines, as a user may have it, that says where it listens. */
const SERVER = `
import { createServer } from 'node:http'
const server = createServer((request, response) => {
  if (request.url === '/end') { response.end('ending'); setTimeout(() => process.exit(7), 50); return }
  response.end('hello')
})
server.listen(0, '127.0.0.1', () => console.log('app at http://127.0.0.1:' + server.address().port))
`

/** `kymo dev` with its app up; the dashboard's and the app's address. */
export interface RunningDev {
  readonly dev: KymoProcess
  readonly url: string
  readonly app: string
}

/** A folder with a small app; there from `beforeEach` on. */
export interface Project {
  readonly root: string
  /** Starts the command in the folder; it is ended after the test. */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): KymoProcess
  startDev(...args: string[]): Promise<RunningDev>
  /** Has a process that was started otherwise ended after the test, too. */
  endAfterwards(process: KymoProcess): void
}

/** Gives each test of a suite a project of its own. */
export function useProject(): Project {
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
    for (const { child } of running) child.kill('SIGTERM')
    await Promise.all(running.map(({ exited }) => exited))
    await rm(root, { recursive: true, force: true })
  })

  const project: Project = {
    get root() {
      return root
    },
    start(args, env = {}) {
      const process = kymo(args, { cwd: root, env })
      running.push(process)
      return process
    },
    async startDev(...args) {
      const dev = project.start(['dev', '--port', String(await freePort()), ...args])
      const [, url] = await dev.printed(/kymo {2}(http:\S+)/)
      const [, app] = await dev.printed(/app at (http:\S+)/)
      return { dev, url: url as string, app: app as string }
    },
    endAfterwards: (process) => void running.push(process),
  }
  return project
}

export function occupy(port: number): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

export async function until<Value>(condition: () => Promise<Value | undefined | false>): Promise<Value> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const value = await condition().catch(() => undefined)
    if (value !== undefined && value !== false) return value
    if (Date.now() > deadline) throw new Error(`It did not become true: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const read = async <View>(url: string): Promise<View> => (await (await fetch(url)).json()) as View
