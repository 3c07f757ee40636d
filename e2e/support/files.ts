import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below the folder. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

export const mentioning = (folder: string, pattern: RegExp): string[] =>
  files(folder).filter((path) => pattern.test(readFileSync(path, 'latin1')))

/** In bytes. */
export const sizeOf = (folder: string): number =>
  files(folder).reduce((sum, path) => sum + statSync(path).size, 0)
