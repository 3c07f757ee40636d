import { readlink, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** Where a file of the app really is. */
export interface Link {
  /** Relative to the app's folder, with forward slashes. */
  readonly to: string
  /** `outside` of the app other apps may use the file, and the app's packages are not found from it. */
  readonly leads: 'inside' | 'outside' | 'nowhere'
}

/** Where a path leads by a link, the file's own or one of a folder's above it; `undefined` where it is what it seems. */
export async function linkAt(root: string, path: string): Promise<Link | undefined> {
  const at = join(root, path)
  const app = await realpath(root)
  const real = await realpath(at).catch(() => undefined)
  if (real !== undefined) return linkTo(app, real, path)
  const folder = await realpath(dirname(at)).catch(() => dirname(at))
  const target = await readlink(at).catch(() => undefined)
  if (target === undefined) return linkTo(app, join(folder, basename(at)), path)
  return { to: within(app, resolve(folder, target)), leads: 'nowhere' }
}

function linkTo(app: string, real: string, path: string): Link | undefined {
  const to = within(app, real)
  if (to === path) return undefined
  return { to, leads: to.startsWith('../') || isAbsolute(to) ? 'outside' : 'inside' }
}

function within(app: string, file: string): string {
  return relative(app, file).split(sep).join('/')
}
