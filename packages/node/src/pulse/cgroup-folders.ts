import { isWithin, type Mount } from './mounts.ts'
import type { SystemFiles } from './system-files.ts'

export interface CgroupFolders {
  readonly version: 1 | 2
  /** From the process's own group up to the outermost that can be seen: limits of each apply. */
  readonly folders: readonly string[]
}

/** A line of `/proc/self/cgroup`. */
export interface Cgroup {
  /** Its controllers; one empty name in version 2. */
  readonly names: readonly string[]
  readonly path: string
}

/** The groups that this process is in. */
export function readCgroups(files: SystemFiles): Cgroup[] {
  return (files.read('/proc/self/cgroup') ?? '').split('\n').map((line) => {
    const [, names = '', ...path] = line.split(':')
    return { names: names.split(','), path: path.join(':') }
  })
}

/** Where the files of a controller, such as `memory`, are for this process; undefined where it has none. */
export function cgroupFolders(
  controller: string,
  groups: readonly Cgroup[],
  mounts: readonly Mount[],
): CgroupFolders | undefined {
  const first = groups.find(({ names }) => names.includes(controller))
  const firstMount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller))
  if (first !== undefined && firstMount !== undefined) {
    return { version: 1, folders: upwards(first.path, firstMount) }
  }
  const second = groups.find(({ names, path }) => names[0] === '' && path !== '')
  const secondMount = mounts.find(({ type }) => type === 'cgroup2')
  if (second !== undefined && secondMount !== undefined) {
    return { version: 2, folders: upwards(second.path, secondMount) }
  }
  return undefined
}

/** A container may see but a part of the tree, with its own group as the outermost, and yet be told its whole path. */
function upwards(path: string, mount: Mount): string[] {
  const own = isWithin(path, mount.root) ? path.slice(mount.root === '/' ? 0 : mount.root.length) : ''
  const names = own.split('/').filter((name) => name !== '' && name !== '..')
  return Array.from({ length: names.length + 1 }, (_, up) =>
    [mount.path, ...names.slice(0, names.length - up)].join('/'),
  )
}
