// @ts-check
/**
 * `npm run demo:fleet`: a small fleet and its pulse. Installs what is missing, builds, and starts a Redis, three servers
 * of `examples/api` under load, a worker, a recorder in Python, and `kymo serve`; Ctrl-C ends all of them.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, checkNode, installPackages, installSystemPackages, root } from './setup/install.mjs'
import { freePort, port } from './setup/ports.mjs'
import { ProgramGroup } from './setup/program-group.mjs'

const SERVERS = ['api-1', 'api-2', 'api-3']

checkNode()
installPackages()
installSystemPackages(['redis-server', 'python3-redis'])
build()

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
let next = port('PORT', 3100)
for (const name of SERVERS) {
  const at = await freePort(next)
  next = at + 1
  const { pid } = programs.start(process.execPath, [...preload, 'server.mjs'], {
    cwd,
    env: { ...env, PORT: String(at), KYMO_APP: 'api', KYMO_HOST_NAME: name },
    essential: false,
    quiet: true,
  })
  servers.push({ name, pid, url: `http://127.0.0.1:${at}` })
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
