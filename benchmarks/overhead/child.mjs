import { fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

/** A child process that answers what it is asked over IPC, and that ends with its parent. */
export class Child {
  #process

  /** @param {string} file relative to this one */
  constructor(file, { preload = [], env = {} } = {}) {
    const { NODE_OPTIONS: _, ...inherited } = process.env
    this.#process = fork(fileURLToPath(new URL(file, import.meta.url)), {
      execArgv: preload,
      env: { ...inherited, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    try {
      // What else runs on the machine disturbs less. Not everyone may.
      setPriority(this.#process.pid, constants.priority.PRIORITY_HIGHEST)
    } catch {}
  }

  /** The next message; rejects when none comes in time or the process ends. */
  message(timeout = 60_000) {
    return new Promise((resolve, reject) => {
      const child = this.#process
      const settle = (how, value) => {
        clearTimeout(timer)
        child.off('message', onMessage)
        child.off('exit', onExit)
        how(value)
      }
      const onMessage = (message) => settle(resolve, message)
      const onExit = (code) => settle(reject, new Error(`ended with ${code}`))
      const timer = setTimeout(() => settle(reject, new Error('no answer')), timeout)
      child.on('message', onMessage)
      child.on('exit', onExit)
    })
  }

  ask(question, timeout) {
    const answer = this.message(timeout)
    this.#process.send(question)
    return answer
  }

  stop() {
    const child = this.#process
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    return ended
  }
}
