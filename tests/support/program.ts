import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'

/** What a program that a test runs has printed, and how it ended. */
export interface Program {
  /** What it has printed so far, both streams. */
  output(): string
  stdout(): string
  stderr(): string
  /** Resolves with the match as soon as it has printed something that matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Its exit code; null where a signal ended it, 127 where it could not be started. */
  readonly exited: Promise<number | null>
}

/** Keeps what a program prints, from its beginning on. */
export function observe(child: ChildProcess & { stdout: Readable; stderr: Readable }): Program {
  const text = { output: '', stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      text[stream] += chunk.toString()
      text.output += chunk.toString()
      for (const listener of listeners) listener()
    })
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', resolve)
  })
  return {
    output: () => text.output,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    exited,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text.output)
          if (match === null) return
          listeners.delete(look)
          resolve(match)
        }
        listeners.add(look)
        look()
        void exited.then((code) =>
          reject(new Error(`It ended with ${code} before printing ${pattern}:\n${text.output}`)),
        )
      }),
  }
}

/** This process's environment without what the test runner itself has set, and with what is given. */
export function cleanEnvironment(given: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_ENV|NODE_OPTIONS|VITEST|KYMO_|PORT$|npm_)/.test(name),
  )
  return { ...Object.fromEntries(own), ...given }
}
