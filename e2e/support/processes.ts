import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A program that runs while a test does, in a process group of its own. */
export interface Running {
  readonly pid: number
  /** What it has printed so far, both streams. */
  output(): string
  /** Resolves with the match as soon as it has printed something that matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
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
    env: { ...cleanEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  const listeners = new Set<() => void>()
  const add = (chunk: Buffer) => {
    output += chunk.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', add)
  child.stderr.on('data', add)
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
  process.once('exit', () => killGroup(child))
  return {
    pid: child.pid ?? -1,
    output: () => output,
    exited,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output)
          if (match === null) return
          listeners.delete(look)
          resolve(match)
        }
        listeners.add(look)
        look()
        void exited.then((code) =>
          reject(new Error(`It ended with ${code} before printing ${pattern}:\n${output}`)),
        )
      }),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      return exited
    },
  }
}

/** Without what the test runner itself has set, which would change how an app behaves. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NODE_ENV|NODE_OPTIONS|VITEST|KYMO_|PORT$|npm_)/.test(name),
    ),
  )
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone, as it should be.
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

/** A port that is free now on every address. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(address),
      )
    })
  })
}
