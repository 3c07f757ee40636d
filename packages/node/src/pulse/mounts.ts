import type { SystemFiles } from './system-files.ts'

/** A line of `/proc/self/mountinfo`. */
export interface Mount {
  /** The same for all mounts of one file system. */
  readonly device: string
  /** The part of the file system that is mounted. */
  readonly root: string
  /** Where. */
  readonly path: string
  readonly readOnly: boolean
  readonly type: string
  /** Of the file system, such as a cgroup's controllers. */
  readonly options: readonly string[]
}

/** What is mounted, as this process sees it; where two are at one place, the one that hides the other. */
export function readMounts(files: SystemFiles): Mount[] {
  const mounts = new Map<string, Mount>()
  for (const line of files.read('/proc/self/mountinfo')?.split('\n') ?? []) {
    const [place, system] = line.split(' - ', 2)
    if (place === undefined || system === undefined) continue
    const [, , device, root, path, options] = place.split(' ')
    const [type, , systemOptions = ''] = system.split(' ')
    if (device === undefined || root === undefined || path === undefined || type === undefined) continue
    mounts.set(path, {
      device,
      root: decodePath(root),
      path: decodePath(path),
      readOnly: options?.split(',').includes('ro') === true,
      type,
      options: systemOptions.split(','),
    })
  }
  return [...mounts.values()]
}

/** Blanks are written as octal numbers, and other bytes are what they are. */
function decodePath(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}

/** The mount that a path is in. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    if (isWithin(path, mount.path) && mount.path.length >= (best?.path.length ?? 0)) best = mount
  }
  return best
}

export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`)
}
