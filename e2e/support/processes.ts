import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, observe, type Program } from '../../tests/support/program.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A program that runs while a test does, in a process group of its own. */
export interface Running extends Pick<Program, 'output' | 'printed'> {
  readonly pid: number
  readonly exited: Promise<number>
  /** Sends the signal to the program alone, as `kill` would, and resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number>
}

/** Starts a program; what is left of it is ended with the test process. */
export function start(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Running {
  const child = spawn(command, args, {
    cwd: options.cwd ?? repository,
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { output, printed, exited } = observe(child)
  endWithTests(child)
  const code = exited.then((code) => code ?? 128)
  return {
    pid: child.pid ?? -1,
    output,
    printed,
    exited: code,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      return code
    },
  }
}

/** Process groups that have a member yet. */
const groups = new Set<number>()
process.once('exit', () => {
  for (const group of groups) signalGroup(group, 'SIGKILL')
})

function endWithTests(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  groups.add(pid)
  // Its number may be given to another program, once nothing is left of the group.
  child.once('exit', () => {
    if (!signalGroup(pid, 0)) groups.delete(pid)
  })
}

/** Whether there is such a group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

/** Command lines of the processes whose environment holds this text: all that a run has started, however deep. */
export function processesWith(environmentText: string): string[] {
  const found: string[] = []
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (
        Number(pid) === process.pid ||
        !readFileSync(`/proc/${pid}/environ`, 'utf8').includes(environmentText)
      )
        continue
      found.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim())
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return found.filter((line) => line !== '')
}
