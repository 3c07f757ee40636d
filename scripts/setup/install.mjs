// @ts-check
/** What a fresh clone lacks, installed before anything else runs. Plain JavaScript: nothing is there yet to build it. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

const LEAST_NODE = [20, 19]

/** Debian packages that tests need, each with what shows that it is there: a program, or a file where it has none. */
const SYSTEM_PACKAGES = [
  { package: 'chromium', program: 'chromium', why: 'the browser tests' },
  { package: 'firefox-esr', program: 'firefox-esr', why: 'what another engine can not tell' },
  { package: 'redis-server', program: 'redis-server', why: 'the tests of the pulse' },
  {
    package: 'python3-redis',
    file: '/usr/lib/python3/dist-packages/redis/__init__.py',
    why: 'the recorder in Python',
  },
]

/**
 * Runs a command with our standard streams and ends this process with its code if it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error !== undefined) fail(`${command} could not be started: ${error.message}`)
  if (signal !== null) process.exit(130)
  if (status !== 0) process.exit(status ?? 1)
}

/**
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    fail(`Kymo needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}.`)
  }
}

/** Installs the packages of the lockfile, unless just these are installed. */
export function installPackages() {
  const stamp = join(root, 'node_modules', '.kymo-installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  process.stdout.write('Installing packages…\n')
  // Not `npm ci`: it refuses a lockfile that leaves out other platforms' optional binaries.
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'])
  const installed = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  writeFileSync(stamp, installed)
}

export function build() {
  process.stdout.write('Building…\n')
  run('npm', ['run', '--silent', 'build'])
}

/**
 * Installs system packages, where this user may; says what to do where not.
 * @param {readonly string[]} [wantedPackages] Default: all that tests need.
 */
export function installSystemPackages(wantedPackages) {
  const missing = SYSTEM_PACKAGES.filter(
    ({ package: name, program, file }) =>
      (wantedPackages === undefined || wantedPackages.includes(name)) &&
      !(file === undefined ? onPath(program) : existsSync(file)),
  )
  if (missing.length === 0) return
  const names = missing.map((entry) => entry.package)
  const wanted = missing.map((entry) => `${entry.package} (for ${entry.why})`).join(', ')
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const mayInstall =
    onPath('apt-get') && (asRoot.length === 0 || spawnSync('sudo', ['-n', 'true']).status === 0)
  if (!mayInstall) {
    fail(
      `Missing: ${wanted}.\nInstall it, then run this again:\n\n    sudo apt-get install ${names.join(' ')}\n`,
    )
  }
  process.stdout.write(`Installing ${wanted}…\n`)
  /** @param {string[]} args */
  const apt = (args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args]
    run(/** @type {string} */ (command), rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...names])
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
