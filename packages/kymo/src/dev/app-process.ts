import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { CliError } from '../cli-error.ts'
import { descendantsOf } from './process-tree.ts'

export interface AppExit {
  readonly code: number
}

/** Milliseconds between asking the app to end and ending it. */
const GRACE = 8_000
/** Milliseconds that what the app leaves behind has to follow it. */
const PARTING = 2_000

/**
 * The app's own command, with our standard streams. Where nobody sits at a terminal it leads a process group, so that
 * all it has started can be ended with it; at a terminal it stays in ours, because a background group may not read
 * the keyboard, and Ctrl-C reaches every process by itself.
 */
export class AppProcess {
  readonly #child: ChildProcess
  readonly #ownGroup: boolean
  /** What the app has started, as far as it was looked for; only used where it has no group of its own. */
  readonly #started = new Set<number>()
  #asked: NodeJS.Signals | undefined = undefined
  #deadline: NodeJS.Timeout | undefined = undefined
  #killed = false
  /** Resolves when the command's own process has ended. */
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
      this.#child.once('error', (error: NodeJS.ErrnoException) => reject(startError(file, args, error)))
      this.#child.once('exit', (code, signal) => {
        resolve({ code: code ?? 128 + constants.signals[signal as NodeJS.Signals] })
      })
    })
  }

  /** Asks the app to end, and insists after eight seconds. */
  stop(signal: NodeJS.Signals): void {
    this.#asked = signal
    this.#deadline ??= setTimeout(() => {
      this.#killed = true
      this.#signal('SIGKILL')
    }, GRACE)
    // A terminal has sent it to each process itself; many take a second one for impatience, and drop what they do.
    if (signal === 'SIGINT' && !this.#ownGroup) this.#look()
    else this.#signal(signal)
  }

  /**
   * Resolves when the app and all that it has started are gone; what it leaves behind would keep the port.
   * @returns whether some of it had to be killed
   */
  async gone(): Promise<boolean> {
    await this.exited
    if (this.#asked === undefined) this.stop('SIGTERM')
    const parting = Date.now() + PARTING
    while (!this.#killed && this.#alive()) {
      // In a shell's background it does not even see an interrupt.
      if (this.#asked !== 'SIGTERM' && Date.now() >= parting) this.stop('SIGTERM')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    clearTimeout(this.#deadline)
    return this.#killed
  }

  #look(): void {
    const { pid } = this.#child
    if (pid !== undefined) for (const one of descendantsOf(pid)) this.#started.add(one)
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    if (this.#ownGroup) {
      send(-pid, signal)
      return
    }
    this.#look()
    for (const one of [pid, ...this.#started]) send(one, signal)
  }

  #alive(): boolean {
    const { pid } = this.#child
    if (this.#ownGroup && pid !== undefined) return send(-pid, 0)
    return [...this.#started].some((one) => send(one, 0))
  }
}

const PACKAGE_MANAGERS = new Set(['npm', 'pnpm', 'yarn', 'bun'])

/** Whether there was somebody to get it. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

function startError(file: string, args: readonly string[], error: NodeJS.ErrnoException): CliError {
  if (error.code !== 'ENOENT') {
    return new CliError('COMMAND_FAILED', `${file} could not be started: ${error.message}`)
  }
  if (PACKAGE_MANAGERS.has(file)) {
    return new CliError(
      'COMMAND_NOT_FOUND',
      `There is no ${file} on this machine, and the project's lockfile asks for it.`,
      `Install it (\`corepack enable ${file}\`, or see its site), or name the command: kymo dev -- next dev`,
    )
  }
  const quoted = args.length === 0 && file.includes(' ')
  return new CliError(
    'COMMAND_NOT_FOUND',
    `There is no command ${file}.`,
    quoted
      ? `Leave the quotes out: kymo dev -- ${file}`
      : 'Is it installed, in this project or on this machine?',
  )
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
