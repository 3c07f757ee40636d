import { cpus, freemem, loadavg, platform, totalmem } from 'node:os'
import type { PulseSystem } from '@kymo/protocol'
import { hostName } from '../host-name.ts'
import { type ContainerLimits, containerLimits, field } from './container-limits.ts'
import { SystemFiles } from './system-files.ts'

/** Heartbeats between two looks at the limits: they may be changed under a running process. */
const LOOK_AGAIN = 12

export interface SystemGaugesOptions {
  readonly files?: SystemFiles
  /** Default: whether this is Linux. */
  readonly linux?: boolean
  /** Processors of the machine. */
  readonly cores?: number
  /** Milliseconds; only differences count. */
  readonly clock?: () => number
}

/** Processor time of the machine since it started, in whatever unit. */
interface CpuTimes {
  readonly busy: number
  readonly total: number
}

/** What the machine, or the container that limits the process, has to do. */
export class SystemGauges {
  readonly #files: SystemFiles
  readonly #linux: boolean
  readonly #cores: number
  readonly #clock: () => number
  readonly #hostname = hostName()
  #limits: ContainerLimits = { cpu: undefined, memory: undefined }
  #looks = 0
  #times: CpuTimes | undefined
  #used: number | undefined
  #at = 0
  #lastUsage = 0

  constructor(options: SystemGaugesOptions = {}) {
    this.#files = options.files ?? new SystemFiles()
    this.#linux = options.linux ?? platform() === 'linux'
    this.#cores = options.cores ?? Math.max(1, cpus().length)
    this.#clock = options.clock ?? (() => performance.now())
    this.#look()
    this.#cpuUsage()
  }

  read(): Omit<PulseSystem, 'disks'> {
    this.#look()
    const { cpu, memory } = this.#limits
    const [total, free] = this.#memory()
    return {
      hostname: this.#hostname,
      platform: platform(),
      cpu_usage: this.#cpuUsage(),
      memory_total: total,
      memory_free: free,
      load_avg: loadavg().map((load) => Math.round(load * 100) / 100),
      cpu_count: cpu === undefined ? this.#cores : Math.round(cpu.cores * 1000) / 1000,
      ...(cpu === undefined && memory === undefined ? undefined : { container: true }),
    }
  }

  #look(): void {
    if (!this.#linux || this.#looks++ % LOOK_AGAIN !== 0) return
    const before = this.#limits.cpu?.cores
    this.#limits = containerLimits(this.#files, this.#cores, this.#hostMemory()[0])
    // The figures before are of another kind.
    if (this.#limits.cpu?.cores !== before) this.#times = this.#used = undefined
  }

  /** Percent since the time before; where nothing can be told yet, what was told then. */
  #cpuUsage(): number {
    const share = this.#limits.cpu === undefined ? this.#hostShare() : this.#limitedShare()
    if (share !== undefined) this.#lastUsage = Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 10
    return this.#lastUsage
  }

  #limitedShare(): number | undefined {
    const { cpu } = this.#limits
    const used = cpu?.used()
    const at = this.#clock()
    const before = this.#used
    const elapsed = at - this.#at
    if (cpu === undefined || used === undefined) return undefined
    this.#used = used
    this.#at = at
    return before === undefined || elapsed <= 0 ? undefined : (used - before) / elapsed / cpu.cores
  }

  #hostShare(): number | undefined {
    const before = this.#times
    const times = this.#linux ? this.#linuxTimes() : otherTimes()
    if (times === undefined) return undefined
    // Its clock ticks a hundred times a second only.
    if (before !== undefined && times.total <= before.total) return undefined
    this.#times = times
    return before === undefined ? undefined : (times.busy - before.busy) / (times.total - before.total)
  }

  #linuxTimes(): CpuTimes | undefined {
    const line = this.#files.readHead('/proc/stat')?.split('\n', 1)[0]
    const [name, ...fields] = line?.split(/\s+/) ?? []
    // Those after the eighth are counted in the first two as well.
    const times = fields.slice(0, 8).map(Number)
    if (name !== 'cpu' || times.length < 4 || !times.every(Number.isFinite)) return undefined
    const total = times.reduce((sum, time) => sum + time, 0)
    const [, , , idle = 0, waiting = 0] = times
    return { busy: total - idle - waiting, total }
  }

  /** Total and free, in bytes. */
  #memory(): readonly [number, number] {
    const [hostTotal, hostFree] = this.#hostMemory()
    const { memory } = this.#limits
    const used = memory?.used()
    if (memory === undefined || used === undefined) return [hostTotal, hostFree]
    return [memory.total, Math.min(Math.max(memory.total - used, 0), hostFree)]
  }

  #hostMemory(): readonly [number, number] {
    const text = this.#linux ? this.#files.readHead('/proc/meminfo') : undefined
    const total = field(text, 'MemTotal')
    const free = field(text, 'MemAvailable') ?? field(text, 'MemFree')
    return total === undefined || free === undefined ? [totalmem(), freemem()] : [total * 1024, free * 1024]
  }
}

function otherTimes(): CpuTimes {
  let busy = 0
  let total = 0
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq
    busy += used
    total += used + times.idle
  }
  return { busy, total }
}
