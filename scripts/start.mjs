// @ts-check
/**
 * `npm start`: the shop under `next dev`, seen live. Installs what is missing, builds, starts the shop's upstream
 * service, `kymo dev` around the shop and a little traffic; Ctrl-C ends all of them.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { build, checkNode, fail, installPackages, root } from './setup/install.mjs'

/** Milliseconds between asking a process to end and ending it. */
const GRACE = 10_000

checkNode()
const dashboardPort = port('KYMO_PORT', 4600)
const appPort = port('PORT', await freePort(3000))
installPackages()
build()

const shop = join(root, 'examples', 'shop')
const upstreamPort = await freePort(4701)
const environment = {
  ...process.env,
  PORT: String(appPort),
  KYMO_PORT: String(dashboardPort),
  UPSTREAM_PORT: String(upstreamPort),
  UPSTREAM_URL: `http://127.0.0.1:${upstreamPort}`,
}
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
let ending = false

process.on('SIGINT', () => void end(130))
process.on('SIGTERM', () => void end(143))
process.on('SIGHUP', () => void end(129))
// npm runs this through a shell, which a signal ends without passing it on.
const parent = process.ppid
setInterval(() => process.ppid !== parent && void end(143), 500).unref()

start('node', ['upstream/server.mjs'])
start(process.execPath, [
  join(root, 'packages/kymo/dist/bin.js'),
  'dev',
  '--',
  'next',
  'dev',
  '--port',
  String(appPort),
])
const app = `http://localhost:${appPort}`
if (await answers(app)) {
  // The port may be another than asked for, if that one was taken.
  const { url } = JSON.parse(readFileSync(join(shop, '.kymo', 'collector.json'), 'utf8'))
  process.stdout.write(`\n  Dashboard  ${url}\n  Shop       ${app}\n\n  Ctrl-C ends both.\n\n`)
  start('node', ['drive.mjs', app, '--forever'])
}

/**
 * Starts a part in a process group of its own, so that all it starts can be ended with it. If one ends, all do.
 * @param {string} command
 * @param {string[]} args
 */
function start(command, args) {
  const child = spawn(command, args, {
    cwd: shop,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  running.add(child)
  child.once('error', (error) => {
    running.delete(child)
    process.stderr.write(`${command} could not be started: ${error.message}\n`)
    void end(1)
  })
  child.once('exit', (code) => {
    running.delete(child)
    signal(child, 'SIGTERM')
    if (!ending) process.stderr.write(`${command} ${args[0]} ended with code ${code}.\n`)
    void end(code ?? 1)
  })
}

/** @param {number} code */
async function end(code) {
  if (ending) return
  ending = true
  const children = [...running]
  for (const child of children) signal(child, 'SIGTERM')
  const deadline = Date.now() + GRACE
  while (children.some((child) => signal(child, 0))) {
    if (Date.now() > deadline) for (const child of children) signal(child, 'SIGKILL')
    await pause(50)
  }
  process.exit(code)
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals | 0} name
 */
function signal(child, name) {
  try {
    return child.pid !== undefined && process.kill(-child.pid, name)
  } catch {
    return false
  }
}

/** @param {string} url */
async function answers(url) {
  while (!ending) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(60_000) })
      return true
    } catch {
      await pause(250)
    }
  }
  return false
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/**
 * The first free port from `first` on.
 * @param {number} first
 * @returns {Promise<number>}
 */
function freePort(first) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', () =>
      first < 65_535 ? resolve(freePort(first + 1)) : reject(new Error('No port is free.')),
    )
    // Without an address, as the app will listen: a port that any address holds is not free.
    server.listen(first, () => server.close(() => resolve(first)))
  })
}

/**
 * @param {string} name
 * @param {number} byDefault
 */
function port(name, byDefault) {
  const value = process.env[name]
  if (value === undefined || value === '') return byDefault
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    fail(`${name} must be a port from 1 to 65535, not ${value}.`)
  return number
}
