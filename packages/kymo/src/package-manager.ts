import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const LOCKFILES = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const

export type PackageManager = (typeof LOCKFILES)[number][1]

/** The package manager whose lockfile is nearest; npm where there is none. */
export function packageManager(root: string): PackageManager {
  for (let folder = root; ; folder = dirname(folder)) {
    for (const [lockfile, manager] of LOCKFILES) if (existsSync(join(folder, lockfile))) return manager
    if (dirname(folder) === folder) return 'npm'
  }
}
