import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import { packageManager } from '../package-manager.ts'

/**
 * The command that starts the app when none is given: the package's own `dev` script, run by the package manager
 * whose lockfile is nearest.
 * @throws CliError NO_DEV_SCRIPT, BAD_PACKAGE_JSON
 */
export async function defaultAppCommand(root: string): Promise<readonly string[]> {
  const file = join(root, 'package.json')
  const none = new CliError(
    'NO_DEV_SCRIPT',
    'There is no package.json with a "dev" script in this folder.',
    'Say how the app is started: kymo dev -- node server.js',
  )
  if (!existsSync(file)) throw none
  let scripts: Record<string, unknown> | undefined
  try {
    scripts = JSON.parse(await readFile(file, 'utf8')).scripts
  } catch {
    throw new CliError(
      'BAD_PACKAGE_JSON',
      'The package.json in this folder is not JSON.',
      'Mend it, then try again.',
    )
  }
  if (typeof scripts?.dev !== 'string') throw none
  if (/\bkymo\s+dev\b/.test(scripts.dev)) {
    throw new CliError(
      'DEV_SCRIPT_LOOP',
      'The "dev" script is `kymo dev` itself.',
      'Say there how the app is started: "dev": "kymo dev -- next dev"',
    )
  }
  return [packageManager(root), 'run', 'dev']
}
