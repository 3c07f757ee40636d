import { type StatsFs, statfs } from 'node:fs'
import { platform } from 'node:os'
import { parse } from 'node:path'
import type { PulseDisk } from '@kymo/protocol'
import { type Mount, mountOf, readMounts } from './mounts.ts'
import { SystemFiles } from './system-files.ts'

export interface DisksOptions {
  readonly files?: SystemFiles
  /** Default: whether this is Linux. */
  readonly linux?: boolean
  /** Default: the process's. */
  readonly directory?: () => string
  readonly statfs?: (path: string, done: (error: Error | null, stats: StatsFs) => void) => void
}

/** File systems on disks of the machine. */
const LOCAL = new Set('ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs bcachefs ntfs ntfs3 exfat'.split(' '))
/** Places of the system's own, and files that a container has of its host. */
const UNINTERESTING =
  /^\/(boot|dev|etc|proc|run|snap|sys|usr|var\/lib\/(containerd|containers|docker|kubelet))(\/|$)/
const MOST = 8
/** Heartbeats between two looks at what is mounted; seldom the same as those of the look at limits. */
const LOOK_AGAIN = 13

/**
 * How full disks are: that of `/`, that of the working directory, and the machine's others. A file system may take for
 * ever to answer, and a thread of the process waits for it: so there is at most one question to those of a network and
 * one to all others, and meanwhile what was answered last goes on to be told.
 */
export class Disks {
  readonly #files: SystemFiles
  readonly #linux: boolean
  readonly #directory: () => string
  readonly #statfs: NonNullable<DisksOptions['statfs']>
  #local: readonly string[] = []
  #remote: readonly string[] = []
  #looks = 0
  #asking = { local: false, remote: false }
  readonly #known = new Map<string, PulseDisk>()

  constructor(options: DisksOptions = {}) {
    this.#files = options.files ?? new SystemFiles()
    this.#linux = options.linux ?? platform() === 'linux'
    this.#directory = options.directory ?? (() => process.cwd())
    this.#statfs = options.statfs ?? statfs
  }

  /** What is known by now, and asks for what will be at the next time. */
  read(): PulseDisk[] {
    this.refresh()
    return [...this.#local, ...this.#remote].flatMap((path) => this.#known.get(path) ?? [])
  }

  refresh(): void {
    if (this.#looks++ % LOOK_AGAIN === 0) this.#look()
    this.#ask('local', this.#local, 0)
    this.#ask('remote', this.#remote, 0)
  }

  /** One after the other. */
  #ask(kind: 'local' | 'remote', paths: readonly string[], index: number): void {
    const path = paths[index]
    if (path === undefined || (index === 0 && this.#asking[kind])) return
    this.#asking[kind] = true
    const next = (): void => {
      this.#asking[kind] = false
      if (index + 1 < paths.length) this.#ask(kind, paths, index + 1)
    }
    try {
      this.#statfs(path, (error, stats) => {
        if (error === null && stats.blocks > 0) {
          this.#known.set(path, { path, total: stats.blocks * stats.bsize, free: stats.bavail * stats.bsize })
        } else this.#known.delete(path)
        next()
      })
    } catch {
      next()
    }
  }

  #look(): void {
    const directory = this.#workingDirectory()
    if (!this.#linux) {
      this.#local = [parse(directory).root || directory]
      return
    }
    const mounts = readMounts(this.#files)
    const own = mountOf(directory, mounts)
    const chosen = [mountOf('/', mounts), own, ...mounts.filter(matters)].filter(
      (mount) => mount !== undefined,
    )
    const devices = new Map(chosen.toReversed().map((mount) => [mount.device, mount]))
    const disks = [...new Set(chosen.map(({ device }) => devices.get(device) as Mount))].slice(0, MOST)
    const isRemote = ({ type }: Mount): boolean => !LOCAL.has(type) && type !== 'overlay' && type !== 'tmpfs'
    this.#local = disks.filter((mount) => !isRemote(mount)).map(({ path }) => path)
    this.#remote = disks.filter(isRemote).map(({ path }) => path)
  }

  #workingDirectory(): string {
    try {
      return this.#directory()
    } catch {
      // It is gone.
      return '/'
    }
  }
}

function matters({ path, type, readOnly }: Mount): boolean {
  return LOCAL.has(type) && !readOnly && !UNINTERESTING.test(path)
}
