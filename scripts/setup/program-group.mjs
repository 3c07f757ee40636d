// @ts-check
import { spawn } from 'node:child_process'

/** Milliseconds between asking a process to end and ending it. */
const GRACE = 10_000

/**
 * Programs that belong together: Ctrl-C, or the end of npm, ends all of them, with all that they have started.
 *
 * @typedef {object} ProgramOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [essential] When it ends, all end. Default: true.
 * @property {string} [name] What it is called when it ends. Default: its command.
 * @property {boolean} [quiet] Its standard output is not shown. Default: false.
 */
export class ProgramGroup {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  #running = new Set()
  #ending = false

  constructor() {
    process.on('SIGINT', () => void this.end(130))
    process.on('SIGTERM', () => void this.end(143))
    process.on('SIGHUP', () => void this.end(129))
    // npm runs this through a shell, which a signal ends without passing it on.
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && void this.end(143), 500).unref()
  }

  get ending() {
    return this.#ending
  }

  /**
   * Starts a program in a process group of its own, so that all it starts can be ended with it.
   * @param {string} command
   * @param {readonly string[]} args
   * @param {ProgramOptions} [options]
   */
  start(command, args, { cwd, env, essential = true, quiet = false, name = `${command} ${args[0]}` } = {}) {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
      detached: true,
    })
    this.#running.add(child)
    child.once('error', (error) => {
      this.#running.delete(child)
      process.stderr.write(`${command} could not be started: ${error.message}\n`)
      void this.end(1)
    })
    child.once('exit', (code, signalName) => {
      this.#running.delete(child)
      signal(child, 'SIGTERM')
      if (!this.#ending) process.stderr.write(`${name} ended with ${code ?? signalName}.\n`)
      if (essential) void this.end(code ?? 1)
    })
    return child
  }

  /**
   * Ends all, and then this process.
   * @param {number} code
   */
  async end(code) {
    if (this.#ending) return
    this.#ending = true
    const children = [...this.#running]
    for (const child of children) signal(child, 'SIGTERM')
    const deadline = Date.now() + GRACE
    while (children.some((child) => signal(child, 0))) {
      if (Date.now() > deadline) for (const child of children) signal(child, 'SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    process.exit(code)
  }

  /**
   * Resolves when the address answers, with false when all end before.
   * @param {string} url
   */
  async answers(url) {
    while (!this.#ending) {
      try {
        await fetch(url, { signal: AbortSignal.timeout(60_000) })
        return true
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
    return false
  }
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
