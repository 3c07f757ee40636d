import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { NextMode, NextVersion } from './next-app.ts'
import { freePort, type Running, repository, start } from './processes.ts'

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

const homes: Readonly<Record<NextVersion, string>> = {
  '16.4': repository,
  '15.5': join(repository, 'e2e/apps/next-15'),
}

export const nextBin = (version: NextVersion): string =>
  join(homes[version], 'node_modules/next/dist/bin/next')

const quiet = { NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1' }

/** Builds the app. */
export async function build(
  folder: string,
  version: NextVersion,
  options: { bundler?: 'turbopack' | 'webpack'; env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const flag = version === '15.5' ? [] : [`--${options.bundler ?? 'turbopack'}`]
  const running = start('node', [nextBin(version), 'build', ...flag], {
    cwd: folder,
    env: { ...quiet, ...options.env },
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
  const args = {
    dev: ['dev', ...(version === '15.5' ? ['--turbopack'] : [])],
    'dev-webpack': ['dev', ...(version === '15.5' ? [] : ['--webpack'])],
    start: ['start'],
    standalone: [],
  }[mode]
  const command = mode === 'standalone' ? ['server.js'] : [nextBin(version), ...args, '--port', String(port)]
  const process = start('node', command, {
    cwd: folder,
    env: { ...quiet, PORT: String(port), HOSTNAME: 'localhost', ...env },
  })
  return { url: `http://localhost:${port}`, process }
}
