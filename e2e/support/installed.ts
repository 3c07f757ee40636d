import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../tests/support/free-port.ts'
import { type NextMode, type NextVersion, nextBin, QUIET, serveArguments } from './next-app.ts'
import { type Running, repository, start } from './processes.ts'

/** Puts the built packages into an app's own `node_modules`, as an install does: what is linked is bundled instead. */
export async function installKymo(folder: string): Promise<void> {
  for (const name of ['protocol', 'node', 'browser', 'next']) {
    const target = join(folder, 'node_modules/@kymo', name)
    await mkdir(target, { recursive: true })
    for (const part of ['dist', 'package.json']) {
      await cp(join(repository, 'packages', name, part), join(target, part), { recursive: true })
    }
  }
}

/** Builds the app. */
export async function build(
  folder: string,
  version: NextVersion,
  options: { bundler?: 'turbopack' | 'webpack'; env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const flag = version === '15.5' ? [] : [`--${options.bundler ?? 'turbopack'}`]
  const running = start('node', [nextBin(version), 'build', ...flag], {
    cwd: folder,
    env: { ...QUIET, ...options.env },
  })
  if ((await running.exited) !== 0) throw new Error(running.output())
}

/** Serves the app with what is in its own code, and nothing preloaded. It may not be ready yet. */
export async function serve(
  folder: string,
  mode: NextMode,
  version: NextVersion,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; readonly process: Running }> {
  const port = await freePort()
  const command =
    mode === 'standalone'
      ? ['server.js']
      : [nextBin(version), ...serveArguments(mode, version), '--port', String(port)]
  const process = start('node', command, {
    cwd: folder,
    env: { ...QUIET, PORT: String(port), HOSTNAME: 'localhost', ...env },
  })
  return { url: `http://localhost:${port}`, process }
}
