import { basename } from 'node:path'

/** Programs that run in passing when an app is started, and inherit its `NODE_OPTIONS`. */
const TOOLS = new Set([
  'npm',
  'npm-cli',
  'npx',
  'npx-cli',
  'pnpm',
  'pnpx',
  'yarn',
  'yarnpkg',
  'corepack',
  'kymo',
  'tsc',
  'tsx',
  'nodemon',
  'concurrently',
  'eslint',
  'biome',
  'prettier',
])

/** Helpers that frameworks start, by the end of their path. */
const HELPERS = [
  'jest-worker/processChild',
  'next/dist/telemetry/detached-flush',
  'next/dist/server/lib/start-server-worker',
  'next/dist/build/static-worker',
  'npm/bin/npm-cli',
  'npm/bin/npx-cli',
  'typescript/bin/tsc',
  'typescript/lib/tsc',
  'typescript/lib/_tsc',
]

/**
 * Whether this process is a tool on the way to the app, or a helper of one, rather than the app: told by the program's
 * path. Next's command line serves only as `next start`; under `next dev` its child does.
 *
 * @param argv as `process.argv`
 */
export function isToolProcess(argv: readonly string[]): boolean {
  const [, program, ...rest] = argv
  if (program === undefined) return false
  const path = program.replaceAll('\\', '/').replace(/\.[cm]?js$/, '')
  const name = basename(path)
  if (path.endsWith('next/dist/bin/next') || path.endsWith('.bin/next')) {
    return rest.find((argument) => !argument.startsWith('-')) !== 'start'
  }
  if (HELPERS.some((helper) => path.endsWith(helper))) return true
  // An app's own script may have a tool's name; a tool is run from a folder of binaries or of packages.
  return TOOLS.has(name) && /(^|\/)(\.?bin|node_modules|corepack|\.yarn|dist)\//.test(path)
}
