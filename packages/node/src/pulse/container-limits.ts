import { type CgroupFolders, cgroupFolders, readCgroups } from './cgroup-folders.ts'
import { readMounts } from './mounts.ts'
import type { SystemFiles } from './system-files.ts'

export interface CpuLimit {
  /** Processors that may be used together; may be a fraction. */
  readonly cores: number
  /** Milliseconds of processors used so far by all that the limit applies to. */
  readonly used: () => number | undefined
}

export interface MemoryLimit {
  /** Bytes. */
  readonly total: number
  /** Bytes in use by all that the limit applies to, without what the kernel would give up first. */
  readonly used: () => number | undefined
}

export interface ContainerLimits {
  readonly cpu: CpuLimit | undefined
  readonly memory: MemoryLimit | undefined
}

/**
 * The tightest limits that apply to this process, of its own group and of those around it.
 * @param cores that the machine has
 * @param memory bytes that the machine has; a limit that is no less is none
 */
export function containerLimits(files: SystemFiles, cores: number, memory: number): ContainerLimits {
  const mounts = readMounts(files)
  const groups = readCgroups(files)
  const foldersOf = (controller: string) => cgroupFolders(controller, groups, mounts)
  return {
    cpu: cpuLimit(files, cores, foldersOf('cpu'), foldersOf('cpuacct')),
    memory: memoryLimit(files, memory, foldersOf('memory')),
  }
}

function cpuLimit(
  files: SystemFiles,
  cores: number,
  groups: CgroupFolders | undefined,
  accounts: CgroupFolders | undefined,
): CpuLimit | undefined {
  const tightest = lowest(groups?.folders ?? [], (folder) => {
    const [quota, period] =
      groups?.version === 2
        ? (files.readHead(`${folder}/cpu.max`)?.split(' ').map(Number) ?? [])
        : [files.readNumber(`${folder}/cpu.cfs_quota_us`), files.readNumber(`${folder}/cpu.cfs_period_us`)]
    return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined
  })
  if (tightest === undefined || tightest.value >= cores) return undefined
  const { folder, depth, value } = tightest
  if (groups?.version === 2) {
    return { cores: value, used: () => thousandth(field(files.readHead(`${folder}/cpu.stat`), 'usage_usec')) }
  }
  // The other tree, counted from its own group up, since both are named alike.
  const account = accounts?.folders[Math.min(depth, accounts.folders.length - 1)] ?? folder
  return {
    cores: value,
    used: () => thousandth(thousandth(files.readNumber(`${account}/cpuacct.usage`))),
  }
}

function memoryLimit(
  files: SystemFiles,
  memory: number,
  groups: CgroupFolders | undefined,
): MemoryLimit | undefined {
  const [limit, usage, cache] =
    groups?.version === 2
      ? ['memory.max', 'memory.current', 'inactive_file']
      : ['memory.limit_in_bytes', 'memory.usage_in_bytes', 'total_inactive_file']
  const tightest = lowest(groups?.folders ?? [], (folder) => files.readNumber(`${folder}/${limit}`))
  if (tightest === undefined || tightest.value >= memory) return undefined
  const { folder, value } = tightest
  return {
    total: value,
    used: () => {
      const used = files.readNumber(`${folder}/${usage}`)
      if (used === undefined) return undefined
      return Math.max(0, used - (field(files.readHead(`${folder}/memory.stat`), cache) ?? 0))
    },
  }
}

function lowest(
  folders: readonly string[],
  limitOf: (folder: string) => number | undefined,
): { readonly folder: string; readonly depth: number; readonly value: number } | undefined {
  let best: { folder: string; depth: number; value: number } | undefined
  for (const [depth, folder] of folders.entries()) {
    const value = limitOf(folder)
    if (value !== undefined && value < (best?.value ?? Number.POSITIVE_INFINITY))
      best = { folder, depth, value }
  }
  return best
}

/** A line such as `usage_usec 1234`. */
export function field(text: string | undefined, name: string): number | undefined {
  const match = text === undefined ? null : new RegExp(`^${name}:?\\s+(\\d+)`, 'm').exec(text)
  return match === null ? undefined : Number(match[1])
}

function thousandth(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1000
}
