import {
  type EventLoopUtilization,
  type IntervalHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { PulseEventLoopDelay, PulseProcess } from '@kymo/protocol'

/** Milliseconds between two looks at the event loop: 50 a second, which cost next to nothing. */
const RESOLUTION = 20

/** What the process has to do. Watches from when it is made until it is stopped. */
export class ProcessGauges {
  readonly #delay: IntervalHistogram
  readonly #collections: PerformanceObserver
  #loop: EventLoopUtilization = performance.eventLoopUtilization()
  #cpu: NodeJS.CpuUsage = { user: 0, system: 0 }
  #at = performance.now() - process.uptime() * 1000
  #gcCount = 0
  #gcDuration = 0

  constructor() {
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION })
    this.#delay.enable()
    this.#collections = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#gcCount++
        this.#gcDuration += duration
      }
    })
    this.#collections.observe({ entryTypes: ['gc'] })
  }

  /** @param dropped facts, so far */
  read(dropped: number): PulseProcess {
    const heap = getHeapStatistics()
    const loop = performance.eventLoopUtilization()
    const figures = {
      pid: process.pid,
      uptime: Math.round(process.uptime() * 10) / 10,
      cpu_usage: this.#cpuUsage(),
      memory_rss: process.memoryUsage.rss(),
      memory_heap: heap.used_heap_size,
      memory_heap_total: heap.total_heap_size,
      event_loop_delay: this.#eventLoopDelay(),
      event_loop_utilization: round(performance.eventLoopUtilization(loop, this.#loop).utilization, 4),
      gc_count: this.#gcCount,
      gc_duration: round(this.#gcDuration, 2),
      dropped,
    }
    this.#loop = loop
    this.#gcCount = 0
    this.#gcDuration = 0
    return figures
  }

  stop(): void {
    this.#delay.disable()
    this.#collections.disconnect()
  }

  #cpuUsage(): number {
    const cpu = process.cpuUsage()
    const at = performance.now()
    const used = (cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1000
    const elapsed = Math.max(at - this.#at, 1)
    this.#cpu = cpu
    this.#at = at
    return round(Math.max(0, (used / elapsed) * 100), 1)
  }

  #eventLoopDelay(): PulseEventLoopDelay {
    const delay = this.#delay
    const figures = {
      p50: late(delay.percentile(50)),
      p99: late(delay.percentile(99)),
      max: late(delay.max),
    }
    delay.reset()
    return figures
  }
}

/** The histogram holds nanoseconds between two looks; of an empty one, numbers that mean nothing. */
function late(nanoseconds: number): number {
  const delay = nanoseconds / 1e6 - RESOLUTION
  return delay > 0 && delay < 1e9 ? round(delay, 2) : 0
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits
  return Number.isFinite(value) ? Math.round(value * factor) / factor : 0
}
