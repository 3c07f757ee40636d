import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { CliError } from '../cli-error.ts'

export interface AppExit {
  readonly code: number
}

/** Milliseconds between asking a process to end and ending it. */
const GRACE = 8_000

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
}

/**
 * The app's own command, with our standard streams. Where nobody sits at a terminal it leads a process group, so that
 * all it has started can be ended with it; at a terminal it stays in ours, because a background group may not read
 * the keyboard, and Ctrl-C reaches every process by itself.
 */
export class AppProcess {
  readonly #child: ChildProcess
  readonly #ownGroup: boolean
  readonly exited: Promise<AppExit>

  constructor(command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const [file, ...args] = command as [string, ...string[]]
    this.#ownGroup = process.platform !== 'win32' && !process.stdin.isTTY
    this.#child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...options.env, PATH: binPath(options.cwd, options.env.PATH) },
      stdio: 'inherit',
      detached: this.#ownGroup,
      shell: process.platform === 'win32',
    })
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'ENOENT'
            ? new CliError(
                'COMMAND_NOT_FOUND',
                `There is no command ${file}.`,
                'Is it installed in this project?',
              )
            : new CliError('COMMAND_FAILED', `${file} could not be started: ${error.message}`),
        )
      })
      this.#child.once('exit', (code, signal) => {
        // What the leader leaves behind in its group would keep the port.
        this.#signal('SIGTERM')
        resolve({ code: code ?? 128 + (SIGNAL_NUMBERS[signal as NodeJS.Signals] ?? 0) })
      })
    })
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Asks it to end, insists after eight seconds, and resolves when it and all of its group are gone. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.#signal(signal)
    const deadline = Date.now() + GRACE
    while (this.#alive()) {
      if (Date.now() >= deadline) {
        this.#signal('SIGKILL')
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.#child
    if (pid === undefined) return false
    try {
      return process.kill(this.#ownGroup ? -pid : pid, signal)
    } catch {
      return false
    }
  }

  #alive(): boolean {
    return this.#ownGroup ? this.#signal(0) : this.running
  }
}

/** `PATH` with the project's own executables first, as in a package's script. */
function binPath(cwd: string, path: string | undefined): string {
  const folders: string[] = []
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules', '.bin'))
    if (dirname(folder) === folder) break
  }
  return [...folders, ...(path === undefined ? [] : [path])].join(delimiter)
}
