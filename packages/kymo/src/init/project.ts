import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import { type PackageManager, packageManager } from '../package-manager.ts'

/** A Next.js app, as far as its files tell. Paths are relative to its folder, with forward slashes. */
export interface Project {
  readonly root: string
  /** The installed version of Next.js, else what `package.json` asks for. */
  readonly nextVersion: string
  readonly appRouter: boolean
  readonly pagesRouter: boolean
  /** `src/` where the routes are there, else empty. */
  readonly base: '' | 'src/'
  readonly typescript: boolean
  readonly packageManager: PackageManager
  readonly configFile: string | undefined
  readonly instrumentationFile: string | undefined
  readonly clientFile: string | undefined
}

const CONFIG_FILES = [
  'next.config.js',
  'next.config.mjs',
  'next.config.ts',
  'next.config.mts',
  'next.config.cjs',
]
const EXTENSIONS = ['tsx', 'ts', 'jsx', 'js', 'mjs', 'mts']

/**
 * Looks at the app in this folder.
 * @throws CliError NO_PACKAGE_JSON, BAD_PACKAGE_JSON, NOT_NEXT
 */
export async function detectProject(root: string): Promise<Project> {
  const manifest = await readManifest(root)
  const wanted = manifest.dependencies?.next ?? manifest.devDependencies?.next
  if (wanted === undefined) {
    throw new CliError(
      'NOT_NEXT',
      'The package.json in this folder does not name Next.js.',
      'Run it in the folder of the app. Other Node servers need nothing: kymo dev -- node server.js',
    )
  }
  const nextVersion = installedVersion(root) ?? wanted
  const has = (path: string) => existsSync(join(root, path))
  const atRoot = has('app') || has('pages')
  const base = !atRoot && (has('src/app') || has('src/pages')) ? 'src/' : ''
  const first = (name: string) => EXTENSIONS.map((extension) => `${base}${name}.${extension}`).find(has)
  return {
    root,
    nextVersion: nextVersion.replace(/^[^\d]*/, ''),
    appRouter: has(`${base}app`),
    pagesRouter: has(`${base}pages`),
    base,
    typescript: has('tsconfig.json') || has('next.config.ts'),
    packageManager: packageManager(root),
    configFile: CONFIG_FILES.find(has),
    instrumentationFile: first('instrumentation'),
    clientFile: first('instrumentation-client'),
  }
}

/** `true` for 15.5.1 and at least 15.3. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  // Names of channels, such as `latest`, are no numbers and newer than any.
  if (Number.isNaN(ofMajor)) return true
  return ofMajor > major || (ofMajor === major && (Number.isNaN(ofMinor) ? true : ofMinor >= minor))
}

export interface Manifest {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

export async function readManifest(root: string): Promise<Manifest> {
  let text: string
  try {
    text = await readFile(join(root, 'package.json'), 'utf8')
  } catch {
    throw new CliError(
      'NO_PACKAGE_JSON',
      'There is no package.json in this folder.',
      'Run it in the folder of the app.',
    )
  }
  try {
    const manifest: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    if (typeof manifest === 'object' && manifest !== null) return manifest
  } catch {
    // Told below.
  }
  throw new CliError(
    'BAD_PACKAGE_JSON',
    'The package.json in this folder is not JSON.',
    'Mend it, then try again.',
  )
}

/** The version of Next.js that the app in this folder runs with; `undefined` where it is not installed. */
function installedVersion(root: string): string | undefined {
  try {
    const { version } = createRequire(join(root, 'package.json'))('next/package.json') as {
      version?: unknown
    }
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}
