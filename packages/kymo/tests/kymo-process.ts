import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

export interface KymoProcess {
  readonly child: ChildProcessWithoutNullStreams
  stdout(): string
  stderr(): string
  /** Resolves with the match as soon as either stream has printed something that matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  readonly exited: Promise<number | null>
}

/** The built command, with streams that are no terminal. */
export function kymo(
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): KymoProcess {
  const env = cleanEnvironment(options.env)
  return observe(spawn(process.execPath, [bin, ...args], { cwd: options.cwd, env }))
}

/** This process's environment without what the test run itself has put there, and with what is given. */
export function cleanEnvironment(given: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries({ ...process.env, ...given }).filter(
      ([name]) => name in given || !/^(NODE_OPTIONS|NODE_ENV|VITEST|KYMO_|npm_)/.test(name),
    ),
  )
}

export function observe(child: ChildProcessWithoutNullStreams): KymoProcess {
  const text = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      text[stream] += chunk.toString()
      for (const listener of listeners) listener()
    })
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    child,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    exited,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text.stdout) ?? pattern.exec(text.stderr)
          if (match === null) return
          listeners.delete(look)
          resolve(match)
        }
        listeners.add(look)
        look()
        void exited.then((code) =>
          reject(
            new Error(`It ended with ${code} before printing ${pattern}:\n${text.stdout}\n${text.stderr}`),
          ),
        )
      }),
  }
}
