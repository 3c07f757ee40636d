import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, observe, type Program } from '../../../tests/support/program.ts'

export const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

export interface KymoProcess extends Program {
  readonly child: ChildProcessWithoutNullStreams
}

/** The built command, with streams that are no terminal. */
export function kymo(
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): KymoProcess {
  const env = cleanEnvironment(options.env)
  const child = spawn(process.execPath, [bin, ...args], { cwd: options.cwd, env })
  return { child, ...observe(child) }
}
