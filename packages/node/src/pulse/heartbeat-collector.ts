import { PULSE_VERSION, type PulseHeartbeat, type PulseMeta } from '@kymo/protocol'
import { Disks } from './disks.ts'
import { ProcessGauges } from './process-gauges.ts'
import { SystemGauges } from './system-gauges.ts'

/** Collects heartbeats: the figures of each are of the time since the one before. */
export class HeartbeatCollector {
  readonly #meta: PulseMeta
  readonly #system = new SystemGauges()
  readonly #disks = new Disks()
  readonly #process = new ProcessGauges()

  constructor(meta: PulseMeta) {
    this.#meta = meta
    // The first heartbeat is to know them.
    this.#disks.refresh()
  }

  /**
   * @param dropped facts that the agent has given up so far
   * @param stopping whether it is the last
   */
  collect(dropped: number, stopping: boolean): PulseHeartbeat {
    return {
      v: PULSE_VERSION,
      timestamp: Date.now(),
      system: { ...this.#system.read(), disks: this.#disks.read() },
      process: this.#process.read(dropped),
      meta: stopping ? { ...this.#meta, stopping } : this.#meta,
    }
  }

  /** What watches the process ends. */
  stop(): void {
    this.#process.stop()
  }
}
