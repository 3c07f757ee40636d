// @ts-check
/**
 * `npm start`: the shop under `next dev`, seen live. Installs what is missing, builds, starts the shop's upstream
 * service, `kymo dev` around the shop and a little traffic; Ctrl-C ends all of them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, checkNode, installPackages, root } from './setup/install.mjs'
import { freePort, port } from './setup/ports.mjs'
import { ProgramGroup } from './setup/program-group.mjs'

checkNode()
const dashboardPort = port('KYMO_PORT', 4600)
const appPort = port('PORT', await freePort(3000))
installPackages()
build()

const cwd = join(root, 'examples', 'shop')
const upstreamPort = await freePort(4701)
const env = {
  ...process.env,
  PORT: String(appPort),
  KYMO_PORT: String(dashboardPort),
  UPSTREAM_PORT: String(upstreamPort),
  UPSTREAM_URL: `http://127.0.0.1:${upstreamPort}`,
}
const programs = new ProgramGroup()
programs.start('node', ['upstream/server.mjs'], { cwd, env })
const kymo = join(root, 'packages/kymo/dist/bin.js')
programs.start(process.execPath, [kymo, 'dev', '--', 'next', 'dev', '--port', String(appPort)], { cwd, env })
const app = `http://localhost:${appPort}`
if (await programs.answers(app)) {
  // The port may be another than asked for, if that one was taken.
  const { url } = JSON.parse(readFileSync(join(cwd, '.kymo', 'collector.json'), 'utf8'))
  process.stdout.write(`\n  Dashboard  ${url}\n  Shop       ${app}\n\n  Ctrl-C ends both.\n\n`)
  programs.start('node', ['drive.mjs', app, '--forever'], { cwd, env })
}
