import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { freePort } from '../../tests/support/free-port.ts'
import { type Running, repository, start } from './processes.ts'

const preload = new URL('../../packages/next/dist/register.js', import.meta.url).href

/** The versions of Next.js that are installed; apps are copied to where the version is found. */
const versions = {
  '16.4': repository,
  '15.5': join(repository, 'e2e/apps/next-15'),
} as const

export type NextVersion = keyof typeof versions

/** `dev` is with Turbopack. `standalone` is for an app whose configuration has `output: 'standalone'`. */
export type NextMode = 'dev' | 'dev-webpack' | 'start' | 'standalone'

/** Else 15.5 asks the registry about the lockfile. */
export const QUIET = { NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1' }

export const nextBin = (version: NextVersion): string =>
  join(versions[version], 'node_modules/next/dist/bin/next')

/** What `next` is called with to serve an app. */
export function serveArguments(
  mode: Exclude<NextMode, 'standalone'>,
  version: NextVersion,
): readonly string[] {
  if (mode === 'start') return ['start']
  if (mode === 'dev') return version === '15.5' ? ['dev', '--turbopack'] : ['dev']
  return version === '15.5' ? ['dev'] : ['dev', '--webpack']
}

export interface NextApp {
  readonly url: string
  readonly process: Running
}

export interface AppCopy {
  readonly folder: string
  /** Changes a file of the copy. */
  edit(file: string, change: (source: string) => string): Promise<void>
  remove(): Promise<void>
}

/** A copy of an app, made to fit the version of Next.js, that a test may edit. Its build is not copied. */
export async function copyApp(source: string, version: NextVersion = '16.4'): Promise<AppCopy> {
  const parent = join(version === '16.4' ? join(repository, 'e2e') : versions[version], '.apps')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, `${basename(source)}-`))
  await cp(join(repository, source), folder, {
    recursive: true,
    filter: (path) => !['node_modules', '.next', '.kymo'].includes(basename(path)),
  })
  const edit: AppCopy['edit'] = async (file, change) => {
    const path = join(folder, file)
    await writeFile(path, change(await readFile(path, 'utf8')))
  }
  if (version === '15.5' && existsSync(join(folder, 'proxy.ts'))) {
    await rename(join(folder, 'proxy.ts'), join(folder, 'middleware.ts'))
    await edit('middleware.ts', (text) => text.replace('function proxy(', 'function middleware('))
  }
  return { folder, edit, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A Next.js app with the agent preloaded, served in one of its ways. */
export async function startNextApp(
  folder: string,
  mode: NextMode,
  env: Readonly<Record<string, string>>,
  version: NextVersion = '16.4',
): Promise<NextApp> {
  if (mode === 'start' || mode === 'standalone') {
    const build = start('node', [nextBin(version), 'build'], { cwd: folder, env: { ...QUIET, ...env } })
    if ((await build.exited) !== 0) throw new Error(build.output())
  }
  return serveNextApp(folder, mode, env, version)
}

/** As `startNextApp`, of an app that is built already where its way of serving needs a build. */
export async function serveNextApp(
  folder: string,
  mode: NextMode,
  env: Readonly<Record<string, string>>,
  version: NextVersion = '16.4',
): Promise<NextApp> {
  const port = await freePort()
  const args =
    mode === 'standalone'
      ? [join(folder, '.next/standalone', relative(repository, folder), 'server.js')]
      : [nextBin(version), ...serveArguments(mode, version), '--port', String(port)]
  const process = start('node', args, {
    cwd: folder,
    env: { ...QUIET, PORT: String(port), ...env, NODE_OPTIONS: `--import=${preload}` },
  })
  await process.printed(/Ready in/)
  return { url: `http://localhost:${port}`, process }
}
