import { Ring } from '../monitors/ring.ts'
import { lasts, type NetworkCall } from './network-call.ts'

/** Of calls that have ended. Times are milliseconds, sizes bytes. */
export interface NetworkFigures {
  readonly calls: number
  readonly failed: number
  /** Of those that did not fail. */
  readonly slow: number
  /** Answered by the browser's own cache. */
  readonly cacheHits: number
  /** That repeated one that had failed. */
  readonly retries: number
  /** Of bodies sent and received, as far as they are known. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Of the newest 500 that ended with an answer, without sockets and event sources; null when there is none. */
  readonly p50: number | null
  readonly p95: number | null
}

export interface NetworkStatistics extends NetworkFigures {
  /** Most calls first; of more than 100 hosts the others count in the sums alone. */
  readonly hosts: readonly (NetworkFigures & { readonly host: string })[]
}

const HOSTS = 100
const DURATIONS = 500

/** Sums calls up, by host and together. */
export class NetworkSums {
  readonly #all = new Sums()
  readonly #hosts = new Map<string, Sums>()

  add(call: NetworkCall): void {
    this.#all.add(call)
    const { host } = call
    if (!this.#hosts.has(host) && this.#hosts.size < HOSTS) this.#hosts.set(host, new Sums())
    this.#hosts.get(host)?.add(call)
  }

  /** Without percentiles, which have to be sorted for. */
  get counts(): Omit<NetworkFigures, 'p50' | 'p95'> {
    return this.#all.counts
  }

  statistics(): NetworkStatistics {
    const hosts = [...this.#hosts].map(([host, sums]) => ({ host, ...sums.figures() }))
    return { ...this.#all.figures(), hosts: hosts.sort((a, b) => b.calls - a.calls) }
  }
}

class Sums {
  readonly counts = {
    calls: 0,
    failed: 0,
    slow: 0,
    cacheHits: 0,
    retries: 0,
    bytesSent: 0,
    bytesReceived: 0,
  }
  readonly #durations = new Ring<number>(DURATIONS)

  add(call: NetworkCall): void {
    const { counts } = this
    counts.calls++
    counts.failed += Number(call.failed)
    counts.slow += Number(call.slow && !call.failed)
    counts.cacheHits += Number(call.cacheHit)
    counts.retries += Number(call.retries > 0)
    counts.bytesSent += call.requestSize ?? 0
    counts.bytesReceived += call.responseSize ?? 0
    if (call.status !== null && !lasts(call)) this.#durations.push(call.duration)
  }

  figures(): NetworkFigures {
    const sorted = this.#durations.all().sort((a, b) => a - b)
    return { ...this.counts, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) }
  }
}

/** Linear between the two nearest ranks. */
function quantile(sorted: readonly number[], share: number): number | null {
  const rank = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]]
  return below === undefined || above === undefined ? null : below + (above - below) * (rank % 1)
}
