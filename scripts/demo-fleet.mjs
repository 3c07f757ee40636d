// @ts-check
/**
 * `npm run demo:fleet`: a small fleet and its pulse. Installs what is missing, builds, and starts a Redis, three servers
 * of `examples/api` under load, a worker, a recorder in Python, and `kymo serve`; Ctrl-C ends all of them. With
 * `--no-build` it takes what is built already.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { build, checkNode, installPackages, installSystemPackages, root } from './setup/install.mjs'
import { freePort, port } from './setup/ports.mjs'
import { ProgramGroup } from './setup/program-group.mjs'

const SERVERS = ['api-1', 'api-2', 'api-3']

checkNode()
const isBuilt = process.argv.includes('--no-build')
if (!isBuilt) installPackages()
installSystemPackages(['redis-server', 'python3-redis'])
if (!isBuilt) build()

const folder = mkdtempSync(join(tmpdir(), 'kymo-fleet-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const redisPort = await freePort(6390)
const env = { ...process.env, KYMO_REDIS_URL: `redis://127.0.0.1:${redisPort}`, KYMO_ENV: 'demo' }
const programs = new ProgramGroup()

programs.start(
  'redis-server',
  [
    '--port',
    String(redisPort),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--loglevel',
    'warning',
  ],
  { quiet: true },
)

const token = randomBytes(24).toString('base64url')
const dashboardPort = await freePort(port('KYMO_PORT', 4600))
programs.start(
  process.execPath,
  [
    join(root, 'packages/kymo/dist/bin.js'),
    'serve',
    '--port',
    String(dashboardPort),
    '--store',
    join(folder, 'store'),
  ],
  { env: { ...env, KYMO_TOKEN: token } },
)

const cwd = join(root, 'examples', 'api')
const preload = ['--import', '@kymo/node/register']
/** @type {{ name: string, pid: number | undefined, url: string }[]} */
const servers = []
/** What a server of the fleet is started with, besides what it inherits. */
const ownEnv = (/** @type {string} */ name, /** @type {number} */ at) => ({
  KYMO_REDIS_URL: env.KYMO_REDIS_URL,
  KYMO_ENV: env.KYMO_ENV,
  KYMO_APP: 'api',
  KYMO_HOST_NAME: name,
  PORT: String(at),
})
let next = port('PORT', 3100)
for (const name of SERVERS) {
  const at = await freePort(next)
  next = at + 1
  const own = ownEnv(name, at)
  const server = programs.start(process.execPath, [...preload, 'server.mjs'], {
    cwd,
    env: { ...process.env, ...own },
    essential: false,
    quiet: true,
    name,
  })
  server.once('exit', () => {
    if (programs.ending) return
    const setting = Object.entries(own).map(([key, value]) => `${key}=${value}`)
    const command = `cd ${relative(process.cwd(), cwd) || '.'} && ${setting.join(' ')} node ${preload.join(' ')} server.mjs`
    process.stderr.write(`  To have it back, in another terminal:\n\n    ${command}\n\n`)
  })
  servers.push({ name, pid: server.pid, url: `http://127.0.0.1:${at}` })
}
programs.start(process.execPath, [...preload, 'worker.mjs'], {
  cwd,
  env: { ...env, KYMO_APP: 'mail', KYMO_HOST_NAME: 'jobs-1', KYMO_ROLE: 'worker' },
  essential: false,
  quiet: true,
})
// Debian's: the module that it needs is Debian's, too.
programs.start('/usr/bin/python3', ['pulse.py'], {
  cwd: join(root, 'examples', 'pulse-python'),
  env: { ...env, KYMO_APP: 'thumbnails', KYMO_HOST_NAME: 'jobs-2' },
  essential: false,
})

const dashboard = `http://localhost:${dashboardPort}`
const urls = servers.map(({ url }) => url)
const ready = await Promise.all([dashboard, ...urls].map((url) => programs.answers(url)))
if (ready.every(Boolean)) {
  programs.start(process.execPath, ['load.mjs', ...urls], { cwd, env: process.env })
  const list = servers.map(
    ({ name, pid, url }) => `             ${name}  ${url}  kill -9 ${pid} to see it lost`,
  )
  process.stdout.write(
    `\n  Pulse      ${dashboard}/pulse\n  Token      ${token}\n  Servers\n${list.join('\n')}\n\n  Ctrl-C ends all.\n\n`,
  )
}
